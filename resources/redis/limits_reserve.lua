-- Counts a call in all its windows, or in none if one is at its limit. KEYS: one for each window
-- that has a limit, named after the minute or day that the caller takes it to be.
-- Answers {ms, 'in' | 'over' | 'elsewhen', requests and tokens of each window as they were}.
local minute, day, tokens = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if math.floor(now / 60000) ~= minute or math.floor(now / 86400000) ~= day then
  return {now, 'elsewhen'}
end

local MOST = 1152921504606846976 -- 2^60
local function count(text)
  local number = tonumber(text or nil)
  if not number or number ~= number or number < 0 then
    return 0
  end
  return math.min(math.floor(number), MOST)
end

local used, over = {}, false
for i, key in ipairs(KEYS) do
  local counts = redis.pcall('HMGET', key, 'req', 'tok')
  if counts.err then
    redis.call('DEL', key)
    counts = {}
  end
  local requests, spent = count(counts[1]), count(counts[2])
  used[2 * i - 1], used[2 * i] = requests, spent
  local mostRequests, mostTokens = tonumber(ARGV[3 * i + 2]), tonumber(ARGV[3 * i + 3])
  if mostRequests > 0 and requests + 1 > mostRequests then
    over = true
  end
  -- The first call with tokens passes whatever it asks for.
  if mostTokens > 0 and spent > 0 and spent + tokens > mostTokens then
    over = true
  end
end

if not over then
  for i, key in ipairs(KEYS) do
    redis.call('HSET', key, 'req', used[2 * i - 1] + 1, 'tok', math.min(used[2 * i] + tokens, MOST))
    local length = ARGV[3 * i + 1] == 'minute' and 60000 or 86400000
    redis.call('PEXPIRE', key, length - now % length + 60000) -- a minute longer than it counts
  end
end
return {now, over and 'over' or 'in', unpack(used)}
