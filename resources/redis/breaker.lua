-- How the circuit of one key is kept, on keys and in types that the program's predecessor shares.
-- Every breaker script begins with this text. Times are the server's, so the instances' clocks do
-- not matter; whatever another program left under these names is as good as nothing.
local failures, state, halfOpen, probe, forced, closed = unpack(KEYS, 1, 6) -- of the key
local rollup, rollupTold, hold, models = unpack(KEYS, 7, 10)                -- of its provider
local key, cooldown, rollupThreshold, rollupWindow =
  ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])          -- ms

local MOST_FAILURES, MOST_MODELS = 4096, 10000
local DAY = 86400000

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2] -- microseconds

-- A score: unix seconds, `ms` milliseconds from now.
local function seconds(ms)
  return string.format('%.6f', now / 1000000 + ms / 1000)
end

-- Texts; false where there is none, also where something else is.
local function read(...)
  return unpack(redis.call('MGET', ...))
end

-- What a person said: 'open', 'closed', or nothing that can be read.
local function personsWord()
  return (read(forced) or ''):match('^(%l+) ')
end

local function expect(name, kind)
  local found = redis.call('TYPE', name).ok
  if found ~= kind and found ~= 'none' then
    redis.call('DEL', name)
  end
end

-- How many milliseconds a key stays; one that would stay for ever is given an end.
local function left(name, most)
  local ms = redis.call('PTTL', name)
  if ms < 0 then
    redis.call('PEXPIRE', name, most)
    return most
  end
  return ms
end

-- A member's score is when its circuit may be probed; it stays for the window after that.
local function rollupIsOpen()
  if rollupThreshold == 0 then
    return false
  end
  local count = redis.pcall('ZCOUNT', rollup, '(' .. seconds(-rollupWindow), '+inf')
  return type(count) == 'number' and count >= rollupThreshold
end

-- 1: it has opened since somebody was told last, -1: closed, 0: neither.
local function rollupChange(isOpen)
  if rollupThreshold == 0 then
    return 0
  end
  local wasOpen = redis.call('EXISTS', rollupTold) == 1
  if isOpen then
    redis.call('SET', rollupTold, '1', 'PX', cooldown + 2 * rollupWindow)
    return wasOpen and 0 or 1
  end
  if wasOpen then
    redis.call('DEL', rollupTold)
  end
  return wasOpen and -1 or 0
end

local function armRollup()
  expect(rollup, 'zset')
  redis.call('ZADD', rollup, seconds(cooldown), key)
  redis.call('ZREMRANGEBYSCORE', rollup, '-inf', seconds(-rollupWindow))
  redis.call('PEXPIRE', rollup, cooldown + 2 * rollupWindow)
end

local function dropFromRollup()
  redis.pcall('ZREM', rollup, key)
end

local function remember()
  expect(models, 'set')
  if redis.call('SCARD', models) < MOST_MODELS then
    redis.call('SADD', models, key)
  end
  redis.call('PEXPIRE', models, math.max(DAY, 7 * cooldown))
end

local function open()
  redis.call('SET', state, 'open', 'PX', cooldown)
  redis.call('SET', halfOpen, '1', 'PX', 6 * cooldown)
  redis.call('DEL', probe, forced)
  armRollup()
end

-- What was let through before this moment is late from now on.
local function close()
  redis.call('DEL', failures, state, halfOpen, probe, forced)
  redis.call('SET', closed, string.format('%.0f', now), 'PX', DAY)
  dropFromRollup()
end
