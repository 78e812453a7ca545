-- KEYS journal meta; {last number, clock}
local last = tail(KEYS[1], KEYS[2])
return { last, clock() }
