-- KEYS journal meta marks decided checkpoint lease redriven quarantine audit audit_meta; what stands beside the journal
-- at one instant: meta, marks, decided with scores, checkpoint, lease, redriven, meta of the audit, last quarantined id
tail(KEYS[1], KEYS[2])
local newest = redis.call('XREVRANGE', KEYS[8], '+', '-', 'COUNT', 1)[1]
return {
  redis.call('HGETALL', KEYS[2]),
  redis.call('HGETALL', KEYS[3]),
  redis.call('ZRANGE', KEYS[4], 0, -1, 'WITHSCORES'),
  redis.call('HGETALL', KEYS[5]),
  redis.call('HGETALL', KEYS[6]),
  redis.call('SMEMBERS', KEYS[7]),
  redis.call('HGETALL', KEYS[10]),
  newest and newest[1] or '0-0',
}
