-- KEYS lease; ARGV {holder, token}; the token stays, so that the next one is higher
local holder, token = unpack(cmsgpack.unpack(ARGV[1]))
if held(KEYS[1], holder, token) then
  redis.call('HSET', KEYS[1], 'holder', '', 'expires', '0')
end
return 1
