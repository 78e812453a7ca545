-- KEYS counter; ARGV {ttl}; only a counter that has no end yet is given one
local ttl = unpack(cmsgpack.unpack(ARGV[1]))
local many = redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], digits(ttl), 'NX')
return many
