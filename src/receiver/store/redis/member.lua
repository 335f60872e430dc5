-- A sign of life of a consumer. Returns the streams that it owns: first those to read, with a + before those that
-- were not its own before, then, after an empty text, those that it should give back; or nothing when a later
-- process has its name. What is left of members that are gone and whose events are all confirmed is removed.
-- KEYS: the base of all keys. ARGV: member, token of its process, lease in ms, number of partitions, whether it consumes
-- ('1' or '0'), whether it has just started.
local base = KEYS[1]
local me, token, lease, partitions = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local consumes, starts = ARGV[5] == '1', ARGV[6] == '1'
local members, owners, tokens = base .. ':members', base .. ':owners', base .. ':tokens'

if not starts then
  local last = redis.call('HGET', tokens, me)
  if last and last ~= token then
    return false
  end
end
redis.call('HSET', tokens, me, token)

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', members, now, me)
local alive, count = {}, 0
for _, name in ipairs(redis.call('ZRANGEBYSCORE', members, now - lease, '+inf')) do
  alive[name], count = true, count + 1
end
local owner = {}
local flat = redis.call('HGETALL', owners)
for i = 1, #flat, 2 do
  owner[flat[i]] = flat[i + 1]
end

local mine, surplus = {}, {}
local function take(stream)
  redis.call('HSET', owners, stream, me)
  redis.pcall('XGROUP', 'CREATE', base .. ':events:' .. stream, 'consumers', '0', 'MKSTREAM')
  mine[#mine + 1] = '+' .. stream
end

local share = consumes and math.ceil(partitions / count) or 0
for partition = 0, partitions - 1 do
  local stream = tostring(partition)
  if owner[stream] == me then
    if #mine < share then
      mine[#mine + 1] = stream
    else
      surplus[#surplus + 1] = stream
    end
  end
end
for partition = 0, partitions - 1 do
  local stream = tostring(partition)
  if #mine < share and owner[stream] ~= me and not alive[owner[stream]] then
    take(stream)
  end
end
for _, name in ipairs(redis.call('ZRANGE', members, 0, -1)) do
  local stream = '@' .. name
  local is_mine = owner[stream] == me
  local is_free = is_mine or not alive[owner[stream]]
  if is_free and not alive[name] and redis.call('XLEN', base .. ':events:' .. stream) == 0 then
    redis.call('ZREM', members, name)
    redis.call('HDEL', tokens, name)
    redis.call('HDEL', owners, stream)
    redis.call('DEL', base .. ':events:' .. stream)
  elseif consumes and (name == me or not alive[name]) then
    if is_mine then
      mine[#mine + 1] = stream
    elseif not alive[owner[stream]] then
      take(stream)
    end
  elseif is_mine then
    surplus[#surplus + 1] = stream
  end
end

mine[#mine + 1] = ''
for _, stream in ipairs(surplus) do
  mine[#mine + 1] = stream
end
return mine
