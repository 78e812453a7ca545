#!lua
-- Put before every script: numbers, stamps, fences. A failed script leaves what it already wrote,
-- so a script calls tail and held (which only read) before add (which writes).

local function digits(number)
  return string.format('%.0f', number)
end

local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- The last number, and the stamp of what comes next: never below the last one given. The audit is kept the same way.
local function tail(journal, meta)
  local kept = redis.call('HMGET', meta, 'last', 'recorded')
  local last, recorded = tonumber(kept[1] or 0), tonumber(kept[2] or 0)
  local newest = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
  local found = newest and newest[1] or '0-0'
  if found ~= digits(last) .. '-0' then
    local name = string.match(journal, '[^:]*$')
    error({ err = 'TORN the ' .. name .. ' ends at ' .. found .. ' but its last number is ' .. digits(last) })
  end
  return last, math.max(recorded, clock())
end

local function add(journal, meta, last, recorded, facts)
  local stamp = digits(recorded)
  for _, fact in ipairs(facts) do
    last = last + 1
    redis.call('XADD', journal, digits(last) .. '-0', 'r', stamp, 'f', fact)
  end
  if #facts > 0 then
    redis.call('HSET', meta, 'last', digits(last), 'recorded', stamp)
  end
  return last
end

-- Entries after one number up to another as they stand, but for the facts that changed, by number.
local function copy(journal, into, after, to, changed)
  for _, entry in ipairs(redis.call('XRANGE', journal, '(' .. digits(after) .. '-0', to)) do
    local fact = changed[string.match(entry[1], '^%d+')] or entry[2][4]
    redis.call('XADD', into, entry[1], 'r', entry[2][2], 'f', fact)
  end
end

local function held(lease, holder, token)
  local kept = redis.call('HMGET', lease, 'holder', 'token')
  return kept[1] == holder and tonumber(kept[2]) == token
end
