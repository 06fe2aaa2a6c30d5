-- What a probe came to: 'good', 'failed', 'inconclusive', or 'busy' while it is under way, which
-- renews its slot. Only its owner may say so. Answers {now, rollup change, what}.
local token, result, lease = ARGV[5], ARGV[6], tonumber(ARGV[7])

if read(probe) ~= token then
  return {now, 0, 'late'}
end
local what = result
if result == 'busy' then
  redis.call('PEXPIRE', probe, lease)
elseif result == 'good' then
  close()
  redis.pcall('SREM', models, key)
elseif result == 'failed' then
  open()
else
  redis.call('DEL', probe)
  redis.call('SET', halfOpen, '1', 'XX', 'KEEPTTL')
end
return {now, rollupChange(rollupIsOpen()), what}
