-- KEYS journal meta lease decided; ARGV {holder, token, until, known, ids, facts}; -1 when the lease is lost
local holder, token, till, known, ids, facts = unpack(cmsgpack.unpack(ARGV[1]))
if not held(KEYS[3], holder, token) then
  return -1
end
local last, recorded = tail(KEYS[1], KEYS[2])
local decided_until = tonumber(redis.call('HGET', KEYS[2], 'decided_until') or 0)
local fresh, fresh_ids, seen = {}, {}, {}
for place, id in ipairs(ids) do
  if not seen[id] and not redis.call('ZSCORE', KEYS[4], id) then
    seen[id] = true
    table.insert(fresh, facts[place])
    table.insert(fresh_ids, id)
  end
end

add(KEYS[1], KEYS[2], last, recorded, fresh)
for place, id in ipairs(fresh_ids) do
  redis.call('ZADD', KEYS[4], digits(last + place), id)
end
if #fresh > 0 then
  redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -known - 1)
end
if till > decided_until then
  redis.call('HSET', KEYS[2], 'decided_until', digits(till))
end
return #fresh
