-- KEYS stream; ARGV id, field, value, field, value of each entry
for at = 1, #ARGV, 5 do
  redis.call('XADD', KEYS[1], ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4])
end
return #ARGV / 5
