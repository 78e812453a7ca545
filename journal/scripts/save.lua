-- KEYS lease checkpoint meta; ARGV {holder, token, position, version} state; 0 when the lease is lost
local holder, token, position, version = unpack(cmsgpack.unpack(ARGV[1]))
if not held(KEYS[1], holder, token) then
  return 0
end
local kept = redis.call('HMGET', KEYS[2], 'position', 'version')
local older = tonumber(kept[2]) == version and tonumber(kept[1]) > position
local redacted = tonumber(redis.call('HGET', KEYS[3], 'redacted') or 0)
if position >= redacted and not older then
  redis.call('HSET', KEYS[2], 'position', digits(position), 'version', digits(version), 'state', ARGV[2])
end
return 1
