-- KEYS journal meta; ARGV {facts}
local facts = unpack(cmsgpack.unpack(ARGV[1]))
local last, recorded = tail(KEYS[1], KEYS[2])
return add(KEYS[1], KEYS[2], last, recorded, facts)
