-- close: the transaction that opened these entries and tags has committed, or has rolled back, for certain.
--
-- KEYS[7..]  the entries, those of a region side by side
-- ARGV[6]    token of the writer
-- ARGV[7]    1 if it committed, 0 if it rolled back
-- ARGV[8..]  number of regions, and for each: member of its floor, number of its entries in KEYS, time to live of their
--            new states in milliseconds, or 0 if none is to be stored, and if it is not 0 the bytes of each;
--            number of other tags, and the member of each;
--            the conditions of open
-- returns    {now, nonce, 1 if the index was created anew, number of entries stored, {}, number of mirrors to wait for}
--
-- Invariant: a new state is stored only by a writer that was alone from its open to its close, and whose region was
-- not cleared since. In every other case the entry goes, so that the next reader asks the database. A writer whose
-- token is gone (lease over, index lost, a repeated close) may raise a score, never lower one.

write_though_full()
enter()

local token, committed = ARGV[6], ARGV[7] == '1'
local valid_from, forgotten = score('i', '!'), score('i', '<')
local header = header_of(now)

-- Takes this writer from those that are in flight on a tag, and spoils the others.
local left = by_text(function(text)
  local mine
  local others, free = {}, now
  for _, t in ipairs(tokens_of(text)) do
    if t.token == token then
      mine = t
    else
      t.spoiled = '1'
      others[#others + 1] = t
      free = math.max(free, t.lease_end)
    end
  end
  local sound = committed and mine and mine.spoiled == '0'
    and valid_from <= mine.opened and forgotten <= mine.opened
  return {
    text = text_of(others),
    mine = mine ~= nil,
    lapsed = mine == nil or mine.opened == 0,
    free = free,
    free_text = digits(free),
    -- Since when this writer was alone, if it was: only the floor of a region may still forbid it to store.
    alone_since = sound and mine.opened,
  }
end)

local lapsed = false
local others_end = 0

-- Ends tags, and returns what was left of each. A tag is named if it was announced under a condition alone, and need not
-- have been.
local function finish(letter, list, first, last, named)
  local members = members_of(list, first, last)
  local fields = fields_of(letter, members)
  local texts = redis.call('HMGET', FLIGHT, unpack(fields))
  local kept, gone, ended, raised = {}, {}, {}, {}
  for i = 1, #members do
    local rest = left[texts[i] or '']
    texts[i] = rest
    if rest.mine or not named then
      put_aside(kept, gone, fields[i], rest.text)
    end
    if rest.mine then
      ended[#ended + 1] = rest.free_text
      ended[#ended + 1] = members[i]
    elseif not named then
      -- Other writers in flight may have loaded what this one had not announced.
      others_end = math.max(others_end, rest.free)
      raised[#raised + 1] = digits(others_end)
      raised[#raised + 1] = members[i]
      lapsed = true
    end
    -- What was loaded while the lease was over may be near.
    if mirrors and rest.lapsed and (rest.mine or not named) then
      mirrors.note({members[i]})
    end
  end
  keep(kept, gone)
  if #ended > 0 then
    redis.call('ZADD', SETS[letter], unpack(ended))
  end
  if #raised > 0 then
    redis.call('ZADD', SETS[letter], 'GT', unpack(raised))
  end
  return texts
end

local stored = 0

-- Ends entries of a region; their new states lie that far behind them in ARGV.
local function finish_entries(first, last, floor_score, ttl, states)
  local rests = finish('d', KEYS, first, last)
  local gone = {}
  for key = first, last do
    local alone_since = rests[key - first + 1].alone_since
    if ttl ~= '0' and alone_since and floor_score <= alone_since then
      store(KEYS[key], header, ARGV[key + states], ttl)
      stored = stored + 1
    else
      gone[#gone + 1] = KEYS[key]
    end
  end
  if #gone > 0 then
    redis.call('DEL', unpack(gone))
  end
end

local at, key = 9, 7
for _ = 1, tonumber(ARGV[8]) do
  local floor_score, entries, ttl = score('i', ARGV[at]), tonumber(ARGV[at + 1]), ARGV[at + 2]
  at = at + 3
  for first, last in parts(key, key + entries - 1) do
    finish_entries(first, last, floor_score, ttl, at - key)
  end
  key = key + entries
  at = at + (ttl ~= '0' and entries or 0)
end
local conditions = at + 1 + tonumber(ARGV[at])
for first, last in parts(at + 1, conditions - 1) do
  finish('i', ARGV, first, last)
end
-- What was to be invalidated under a condition may have been, if the tokens that show it are gone.
for i = conditions, #ARGV, 3 do
  local condition, member, compared = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local named = not lapsed
    and (condition == IF_WRITTEN or redis.sha1hex(groupings_of(string.sub(member, 3))) == compared)
  finish('i', {member}, 1, 1, named)
end

return answer(stored, nil, true)
