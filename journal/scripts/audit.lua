-- KEYS audit audit_meta; ARGV record
local last, recorded = tail(KEYS[1], KEYS[2])
return add(KEYS[1], KEYS[2], last, recorded, { ARGV[1] })
