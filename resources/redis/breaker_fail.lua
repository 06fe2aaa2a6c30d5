-- A terminal failure of a request that was no probe. Answers {now, rollup change, what}.
local threshold, window, generation, member =
  tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]

local closedAt = tonumber(read(closed) or nil)
if generation and closedAt and generation < closedAt then
  return {now, 0, 'late'}
end
expect(failures, 'zset')
redis.call('ZADD', failures, seconds(0), time[1] .. '.' .. time[2] .. ':' .. member)
redis.call('ZREMRANGEBYSCORE', failures, '-inf', seconds(-window))
redis.call('ZREMRANGEBYRANK', failures, 0, -MOST_FAILURES - 1)
redis.call('PEXPIRE', failures, math.max(2 * cooldown, window))
remember()

local isOpen, isHalfOpen = read(state, halfOpen)
if isOpen == 'open' or isHalfOpen or personsWord() == 'closed'
  or redis.call('ZCARD', failures) < threshold then
  return {now, rollupChange(rollupIsOpen()), 'counted'}
end
open()
return {now, rollupChange(rollupIsOpen()), 'opened'}
