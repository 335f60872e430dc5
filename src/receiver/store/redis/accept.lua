-- Appends the events of one request to their streams, all or none, without those that are known.
-- KEYS: the base of all keys. ARGV: the duplicate window in ms (0: none is known), the most events, then for each
-- event: hash of its id (empty: cannot be known), hash of its content, member of its callback URL (or empty),
-- partition, path, query, JSON. Returns {new, repeated, the numbers of events with other content under a known id...},
-- or {-1} when there is no room.
local base = KEYS[1]
local window, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local new, others, repeated, here = {}, {}, 0, {}

local function known(key)
  return here[key] or redis.call('GET', key)
end

for first = 3, #ARGV, 7 do
  local id, content = ARGV[first], ARGV[first + 1]
  local key = base .. ':seen:' .. id
  local with_content = key .. ':' .. content
  local before = window > 0 and id ~= '' and known(key)
  if before and (before == content or known(with_content)) then
    repeated = repeated + 1
  else
    if before then
      others[#others + 1] = (first - 3) / 7
      here[with_content] = content
    elseif window > 0 and id ~= '' then
      here[key] = content
    end
    new[#new + 1] = first
  end
end

local total = tonumber(redis.call('GET', base .. ':total') or '0')
if total > 0 and #new > 0 and total + #new > most then
  return {-1}
end
for key, content in pairs(here) do
  redis.call('SET', key, content, 'PX', window)
end
for _, first in ipairs(new) do
  local member, stream = ARGV[first + 2], ARGV[first + 3]
  if member ~= '' and redis.call('ZSCORE', base .. ':members', member) then
    stream = '@' .. member
  end
  redis.call('XADD', base .. ':events:' .. stream, '*',
    'path', ARGV[first + 4], 'query', ARGV[first + 5], 'event', ARGV[first + 6])
end
-- Also when nothing is new: what follows waits for all that was written before.
redis.call('INCRBY', base .. ':total', #new)
return {#new, repeated, unpack(others)}
