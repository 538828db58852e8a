-- close: the transaction that opened these tags has committed, or has rolled back, for certain.
--
-- KEYS[5..]  entries that belong to the tags
-- ARGV[5]    token of the writer
-- ARGV[6]    1 if it committed, 0 if it rolled back
-- ARGV[7..]  per tag: index letter, member, floor's member or '', position of its entry in KEYS or 0,
--            time to live of the new state in milliseconds or 0 for none, the new state's bytes;
--            a condition in place of the letter as in open
-- returns    {now, nonce, 1 if the index was created anew, number of entries stored}
--
-- Invariant: a new state is stored only by a writer that was alone from its open to its close, and whose region was
-- not cleared since. In every other case the entry goes, so that the next reader asks the database. A writer whose
-- token is gone (lease over, index lost, a repeated close) may raise a score, never lower one.

write_though_full()
enter()

local token, committed = ARGV[5], ARGV[6] == '1'
local valid_from, forgotten = score('i', '!'), score('i', '<')
local stored = 0

local function may_store(mine, floor, ttl)
  return committed and mine and mine.spoiled == '0' and tonumber(ttl) > 0
    and valid_from <= mine.opened and forgotten <= mine.opened
    and (floor == '' or score('i', floor) <= mine.opened)
end

local lapsed = false
local others_end = 0

local function end_of(i)
  local letter, member, floor = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local key, ttl, body = KEYS[tonumber(ARGV[i + 3])], ARGV[i + 4], ARGV[i + 5]
  local named = not lapsed and (letter == IF_WRITTEN
    or not SETS[letter] and redis.sha1hex(groupings_of(string.sub(member, 3))) == floor)
  if not SETS[letter] then
    letter, floor = 'i', ''
  end
  local field = letter .. member
  local mine
  local others, free = {}, now
  for _, t in ipairs(tokens_of(field)) do
    if t.token == token then
      mine = t
    else
      t.spoiled = '1'
      others[#others + 1] = t
      free = math.max(free, t.lease_end)
    end
  end
  if mine or not named then
    keep_tokens(field, others)
  end
  if mine then
    redis.call('ZADD', SETS[letter], digits(free), member)
  elseif not named then
    -- Other writers in flight may have loaded what this one had not announced.
    others_end = math.max(others_end, free)
    raise(letter, member, others_end)
    lapsed = true
  end
  if key and may_store(mine, floor, ttl) then
    store(key, now, ttl, body)
    stored = stored + 1
  elseif key then
    redis.call('DEL', key)
  end
end

for i = 7, #ARGV, 6 do
  if SETS[ARGV[i]] then
    end_of(i)
  end
end
-- What was to be invalidated under a condition may have been, if the tokens that show it are gone.
for i = 7, #ARGV, 6 do
  if not SETS[ARGV[i]] then
    end_of(i)
  end
end

return answer(stored)
