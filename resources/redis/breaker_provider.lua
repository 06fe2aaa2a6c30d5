-- What there is to be shown of a provider. Answers {now, rollup change, held by, ms, is the rollup
-- open, members with their scores, models}.
local by = read(hold)
local members = redis.pcall('ZRANGEBYSCORE', rollup, '(' .. seconds(-rollupWindow), '+inf', 'WITHSCORES')
local known = redis.pcall('SMEMBERS', models)
local rolledUp = rollupIsOpen()
return {
  now, rollupChange(rolledUp), by or '', by and redis.call('PTTL', hold) or 0, rolledUp and 1 or 0,
  members.err and {} or members, known.err and {} or known
}
