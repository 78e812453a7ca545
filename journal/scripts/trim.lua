-- KEYS journal meta checkpoint; ARGV {through}: archived up to there; how many entries left the stream. None does past
-- the checkpoint, and the last entry stays: the ledger stands on it.
local through = unpack(cmsgpack.unpack(ARGV[1]))
local last = tail(KEYS[1], KEYS[2])
local position = tonumber(redis.call('HGET', KEYS[3], 'position') or 0)
if through > position or through >= last then
  return 0
end
redis.call('HSET', KEYS[2], 'archived', digits(through))
return redis.call('XTRIM', KEYS[1], 'MINID', digits(through + 1) .. '-0')
