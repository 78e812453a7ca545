-- KEYS journal meta quarantine redriven; ARGV {id, fact}; -1 when the quarantine never held that id
local id, fact = unpack(cmsgpack.unpack(ARGV[1]))
local place = digits(id) .. '-0'
if not redis.call('XRANGE', KEYS[3], place, place)[1] then
  return -1
end
if redis.call('SISMEMBER', KEYS[4], digits(id)) == 1 then
  return 0
end
local last, recorded = tail(KEYS[1], KEYS[2])
add(KEYS[1], KEYS[2], last, recorded, { fact })
redis.call('SADD', KEYS[4], digits(id))
return 1
