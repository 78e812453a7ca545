-- KEYS journal meta marks quarantine; ARGV {source, after epoch, after sequence, mark epoch, mark sequence, facts, frames}
local source, after_epoch, after_sequence, epoch, sequence, facts, frames = unpack(cmsgpack.unpack(ARGV[1]))
local kept = redis.call('HGET', KEYS[3], source) or '0 '
local kept_sequence, kept_epoch = string.match(kept, '^(%d+) (.*)$')
kept_sequence = tonumber(kept_sequence)

local continues = kept_epoch == after_epoch and kept_sequence == after_sequence
local moves = epoch ~= after_epoch or sequence ~= after_sequence
if not (continues and moves) then
  local repeated = kept_epoch == epoch and sequence <= kept_sequence
  return { repeated and 'kept' or 'moved', kept_epoch, kept_sequence }
end

local last, recorded = tail(KEYS[1], KEYS[2])
local refused = 0
if #frames > 0 then
  local newest = redis.call('XREVRANGE', KEYS[4], '+', '-', 'COUNT', 1)[1]
  refused = newest and tonumber(string.match(newest[1], '^%d+')) or 0
end

for number, frame in ipairs(frames) do
  redis.call('XADD', KEYS[4], digits(refused + number) .. '-0', 'r', digits(recorded), 'q', frame)
end
add(KEYS[1], KEYS[2], last, recorded, facts)
redis.call('HSET', KEYS[3], source, digits(sequence) .. ' ' .. epoch)
return { 'kept', epoch, sequence }
