-- Corrects what a call was counted as, in those of its windows that are still there. Answers how
-- many those were.
local requests, tokens = tonumber(ARGV[1]), tonumber(ARGV[2])

local found = 0
for _, key in ipairs(KEYS) do
  local counts = redis.pcall('HMGET', key, 'req', 'tok')
  local requestsThere, tokensThere = tonumber(counts[1] or nil), tonumber(counts[2] or nil)
  if requestsThere and tokensThere then
    redis.call('HSET', key, 'req', math.max(requestsThere + requests, 0),
      'tok', math.max(tokensThere + tokens, 0))
    found = found + 1
  end
end
return found
