-- KEYS journal meta copy checkpoint; ARGV {token, after, fact}; what came after that number is copied as it is, the copy
-- takes the journal's place and ends with the fact; 0 when somebody else began to redact
local token, after, fact = unpack(cmsgpack.unpack(ARGV[1]))
if redis.call('HGET', KEYS[2], 'redacting') ~= token then
  return 0
end
local last, recorded = tail(KEYS[1], KEYS[2])
copy(KEYS[1], KEYS[3], after, '+', {})
last = add(KEYS[3], KEYS[2], last, recorded, { fact })
redis.call('RENAME', KEYS[3], KEYS[1])
redis.call('HDEL', KEYS[2], 'redacting', 'archive_redacted')
redis.call('HSET', KEYS[2], 'redacted', digits(last))
redis.call('DEL', KEYS[4])
return 1
