-- Gives streams back. KEYS: the base of all keys. ARGV: member, its token, whether it leaves ('1' or '0'), streams.
local base = KEYS[1]
if redis.call('HGET', base .. ':tokens', ARGV[1]) ~= ARGV[2] then
  return 0
end
for i = 4, #ARGV do
  if redis.call('HGET', base .. ':owners', ARGV[i]) == ARGV[1] then
    redis.call('HDEL', base .. ':owners', ARGV[i])
  end
end
if ARGV[3] == '1' then
  redis.call('ZADD', base .. ':members', 0, ARGV[1])
end
return 1
