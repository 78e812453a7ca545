-- KEYS journal meta copy; ARGV {token, begins, after, to, numbers, facts}; 0 when somebody else began to redact
local token, begins, after, to, numbers, facts = unpack(cmsgpack.unpack(ARGV[1]))
if begins then
  redis.call('UNLINK', KEYS[3])
  redis.call('HSET', KEYS[2], 'redacting', token)
elseif redis.call('HGET', KEYS[2], 'redacting') ~= token then
  return 0
end
local changed = {}
for place, number in ipairs(numbers) do
  changed[digits(number)] = facts[place]
end
copy(KEYS[1], KEYS[3], after, digits(to), changed)
return 1
