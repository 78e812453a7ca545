-- KEYS lease; ARGV {holder, ttl}; the token, or 0 while another holds it
local holder, ttl = unpack(cmsgpack.unpack(ARGV[1]))
local kept = redis.call('HMGET', KEYS[1], 'holder', 'token', 'expires', 'ttl')
local token, now = tonumber(kept[2] or 0), clock()
local left = tonumber(kept[3] or 0) - now
-- A lease further ahead than its own length was taken before the clock went back: it is void.
local valid = left > 0 and left <= tonumber(kept[4] or 0)
if valid and kept[1] ~= holder then
  return 0
end
if not valid then
  token = token + 1
end
redis.call(
  'HSET', KEYS[1], 'holder', holder, 'token', digits(token), 'expires', digits(now + ttl), 'ttl', digits(ttl)
)
return token
