-- Removes confirmed events, but those that another member was given since. Returns the numbers of the latter.
-- KEYS: the base of all keys. ARGV: member, then pairs of stream and id.
local base, me = KEYS[1], ARGV[1]
local removed, lost = 0, {}
for first = 2, #ARGV, 2 do
  local key, id = base .. ':events:' .. ARGV[first], ARGV[first + 1]
  local pending = redis.pcall('XPENDING', key, 'consumers', id, id, 1)
  local owner = not pending.err and pending[1] and pending[1][2]
  if owner and owner ~= me then
    lost[#lost + 1] = (first - 2) / 2
  else
    redis.pcall('XACK', key, 'consumers', id)
    removed = removed + redis.call('XDEL', key, id)
  end
end
redis.call('DECRBY', base .. ':total', removed)
return lost
