-- What there is to be shown of a key. Answers {now, 0, state, ms, failures inside the window, is a
-- probe out, a person's word, its ms, the newest failures with their scores}.
local window, most = tonumber(ARGV[5]), tonumber(ARGV[6])

local isOpen, isHalfOpen, isProbing, word = read(state, halfOpen, probe, forced)
local found = redis.call('TYPE', failures).ok == 'zset'
local count = found and redis.call('ZCOUNT', failures, '(' .. seconds(-window), '+inf') or 0
local newest = found and redis.call('ZREVRANGE', failures, 0, most - 1, 'WITHSCORES') or {}
local what, ms = 'closed', 0
if isOpen == 'open' then
  what, ms = 'open', redis.call('PTTL', state)
elseif isHalfOpen then
  what = 'half_open'
end
return {
  now, 0, what, ms, count, isProbing and 1 or 0, word or '', word and redis.call('PTTL', forced) or 0,
  newest
}
