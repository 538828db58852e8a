-- tick: the heartbeat. Proves that this server still takes writes, brings the clock, and keeps the index small.
--
-- KEYS[7]  never there: while a slot of a cluster moves, a script that names such a key is refused, and so is this one then,
--          as those of writers may be
-- ARGV[6]  most members INDEX may have
-- ARGV[7]  most members RECENT may have
-- ARGV[8]  age at which a member of RECENT may go, microseconds
-- ARGV[9]  most fields FLIGHT may have
-- returns  {now, nonce, 1 if the index was created anew, the longest lease that is used, 1 if there may be mirrors that writers
--          wait for}
--
-- Invariant: what is trimmed raises the low-water mark to its score, below which no load is accepted and no entry
-- read. So the limits cost hits, never truth.

write_though_full()
enter()
remember_longest_lease()

local MAX_A_TICK = 10000
local UNUSED_AFTER = 600000000

local function trim(letter, most, before)
  local set = SETS[letter]
  local excess = math.min(redis.call('ZCARD', set) - most, MAX_A_TICK)
  local oldest = redis.call('ZRANGE', set, 0, math.max(excess, 100) + 7, 'WITHSCORES')
  local gone, low_water = {}, 0
  for i = 1, #oldest, 2 do
    local member, at = oldest[i], tonumber(oldest[i + 1])
    if #member > 1 and (#gone < excess or at < before) then
      gone[#gone + 1] = member
      low_water = math.max(low_water, at)
    end
  end
  if #gone > 0 then
    for first = 1, #gone, AT_ONCE do
      redis.call('ZREM', set, unpack(gone, first, math.min(first + AT_ONCE - 1, #gone)))
    end
    raise(letter, '<', low_water)
  end
end

local function drop_lapsed_tokens()
  local kept, gone = {}, {}
  for _, field in ipairs(redis.call('HRANDFIELD', FLIGHT, 20)) do
    if field ~= '=' and not string.find(field, '^[cp]:') then
      put_aside(kept, gone, field, text_of(tokens_of(redis.call('HGET', FLIGHT, field))))
    end
  end
  keep(kept, gone)
  -- Beyond the limit it is unknown which writers are in flight: that is the same as having lost it.
  if redis.call('HLEN', FLIGHT) > tonumber(ARGV[9]) then
    redis.call('DEL', FLIGHT)
  end
end

-- A mirror that comes back finds a gap.
local function end_unused_log()
  if mirrors and score('i', '*') < now - UNUSED_AFTER and redis.call('HLEN', KEYS[6]) < 2 then
    redis.call('ZREM', INDEX, '^', '*', '&')
    redis.call('DEL', KEYS[5], KEYS[6])
    mirrors = nil
  end
end

trim('i', tonumber(ARGV[6]), 0)
trim('d', tonumber(ARGV[7]), now - tonumber(ARGV[8]))
drop_lapsed_tokens()
end_unused_log()

return answer(digits(lived()), {mirrors and mirrors.awaited and '1' or '0'})
