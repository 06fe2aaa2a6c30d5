-- May a request go upstream? Answers {now, rollup change, what, ms, the probe's slot was lost}.
local token, lease = ARGV[5], tonumber(ARGV[6])

local held, isOpen, isHalfOpen = read(hold, state, halfOpen)
if held then
  return {now, 0, 'held', redis.call('PTTL', hold), 0}
end
local rolledUp = rollupIsOpen()
local change = rollupChange(rolledUp)

if isOpen == 'open' then
  if personsWord() == 'open' then
    return {now, change, 'forced', redis.call('PTTL', state), 0}
  end
  return {now, change, 'open', left(state, cooldown), 0}
end

if isHalfOpen then
  if redis.call('SET', probe, token, 'NX', 'PX', lease) then
    -- The marker holds the token, so that whoever takes the slot next sees that it was lost.
    redis.call('SET', halfOpen, token, 'KEEPTTL')
    redis.call('DEL', forced)
    return {now, change, 'probe', 0, isHalfOpen ~= '1' and 1 or 0}
  end
  return {now, change, 'probe_out', left(probe, lease), 0}
end

if rolledUp then
  local first = redis.call('ZRANGE', rollup, 0, 0, 'WITHSCORES')
  return {now, change, 'rollup', math.max(tonumber(first[2]) * 1000 - now / 1000, 0), 0}
end
return {now, change, 'pass', 0, 0}
