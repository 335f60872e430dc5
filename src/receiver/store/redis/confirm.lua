-- Removes confirmed events. KEYS: the base of all keys. ARGV: pairs of stream and id.
local base = KEYS[1]
local removed = 0
for first = 1, #ARGV, 2 do
  local key = base .. ':events:' .. ARGV[first]
  redis.pcall('XACK', key, 'consumers', ARGV[first + 1])
  removed = removed + redis.call('XDEL', key, ARGV[first + 1])
end
redis.call('DECRBY', base .. ':total', removed)
return removed
