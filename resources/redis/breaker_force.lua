-- A person's word: 'open', 'close', 'probe'. ms: for how long; 0: not said, -1: until it is lifted.
-- Answers {now, rollup change, state before: 'open', 'half_open', 'closed'}.
local what, by, ms = ARGV[5], ARGV[6], tonumber(ARGV[7])

local isOpen, isHalfOpen = read(state, halfOpen)
local before = isOpen == 'open' and 'open' or isHalfOpen and 'half_open' or 'closed'

local function say(word)
  redis.call('SET', forced, word .. ' ' .. by)
  if ms > 0 then
    redis.call('PEXPIRE', forced, ms)
  end
end

if what == 'open' then
  if ms == 0 then
    ms = cooldown
  end
  redis.call('DEL', probe)
  redis.call('SET', state, 'open')
  redis.call('SET', halfOpen, '1')
  if ms > 0 then
    redis.call('PEXPIRE', state, ms)
    redis.call('PEXPIRE', halfOpen, ms + 5 * cooldown)
  end
  say('open')
  remember()
elseif what == 'close' then
  close()
  if ms ~= 0 then
    say('closed')
    remember()
  end
elseif before ~= 'closed' then
  redis.call('DEL', state, probe, forced)
  redis.call('SET', halfOpen, '1', 'PX', 6 * cooldown)
end
return {now, rollupChange(rollupIsOpen()), before}
