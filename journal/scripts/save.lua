-- KEYS lease checkpoint; ARGV {holder, token, position, version} state; 0 when the lease is lost
local holder, token, position, version = unpack(cmsgpack.unpack(ARGV[1]))
if not held(KEYS[1], holder, token) then
  return 0
end
local kept = redis.call('HMGET', KEYS[2], 'position', 'version')
local older = tonumber(kept[2]) == version and tonumber(kept[1]) > position
if not older then
  redis.call('HSET', KEYS[2], 'position', digits(position), 'version', digits(version), 'state', ARGV[2])
end
return 1
