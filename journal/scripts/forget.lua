-- KEYS stream journal meta redriven; ARGV {through, fact, of the quarantine}: what is numbered up to there leaves the
-- stream, and the journal says so; how many. The caller leaves the newest: numbers go on from it.
local through, fact, quarantine = unpack(cmsgpack.unpack(ARGV[1]))
local last, recorded = tail(KEYS[2], KEYS[3])
local gone = redis.call('XTRIM', KEYS[1], 'MINID', digits(through + 1) .. '-0')
if gone == 0 then
  return 0
end
if quarantine then
  for _, id in ipairs(redis.call('SMEMBERS', KEYS[4])) do
    if tonumber(id) <= through then
      redis.call('SREM', KEYS[4], id)
    end
  end
end
add(KEYS[2], KEYS[3], last, recorded, { fact })
return gone
