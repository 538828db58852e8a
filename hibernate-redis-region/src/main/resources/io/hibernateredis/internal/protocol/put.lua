-- put: stores entries that were loaded from the database, each unless something it depends on was invalidated since.
--
-- KEYS[7..]  the entries
-- ARGV[6]    nonce of the index when the load began
-- ARGV[7]    load time, microseconds on the index's clock
-- ARGV[8..]  for entries side by side in KEYS that depend on the same tags beside their own: number of these tags,
--            members of the tags (c: for a grouping, which is in use from here on), time to live in milliseconds (at
--            least 1), number of the entries, bytes of each
-- returns    {now, nonce, 1 if the index was created anew, a string of 1 (stored), 0 (refused), 2 (refused: no room for
--            a grouping) and 3 (refused: loaded from another index, or before what this one knows) in the order of KEYS,
--            tables and their groupings where there is a new one, or no room}
--
-- Invariant: an entry is never older than the last invalidation of what it depends on. What was trimmed away, lost,
-- or written by another server's index counts as invalidated.

enter()

local loaded = tonumber(ARGV[7])
local sound = recreated == 0 and tonumber(ARGV[6]) == tonumber(nonce)
  and loaded >= score('i', '!') and loaded >= score('i', '<') and loaded >= score('d', '<')
local groupings = {}

local MAX_GROUPINGS_OF_A_TABLE = 64
local IN_USE_FOR = 600
local NOTED_AFTER = 60
local seconds = math.floor(now / 1000000)
local tables = {}

-- The groupings of a table that are in use, and for each when a put last depended on it, in seconds.
local function in_use(tbl)
  local known = tables[tbl]
  if not known then
    known = {lines = {}, used = {}}
    for line in string.gmatch(groupings_of(tbl), '[^\n]+') do
      known.lines[#known.lines + 1] = line
    end
    for at in string.gmatch(redis.call('HGET', FLIGHT, 'p:' .. tbl) or '', '%d+') do
      known.used[#known.used + 1] = tonumber(at)
    end
    for i = #known.used + 1, #known.lines do
      known.used[i] = seconds
    end
    tables[tbl] = known
  end
  return known
end

local function position_of(known, text)
  for i, line in ipairs(known.lines) do
    if line == text then
      return i
    end
  end
end

local function note_use(tbl, known, i)
  known.used[i] = seconds
  local used = {}
  for k = 1, #known.lines do
    used[k] = digits(known.used[k])
  end
  redis.call('HSET', FLIGHT, 'p:' .. tbl, table.concat(used, ' '))
end

local function report(tbl, known)
  groupings[#groupings + 1] = tbl
  groupings[#groupings + 1] = table.concat(known.lines, '\n')
end

-- Makes room for one more, unless all have been used lately: to drop one of those would be to drop what depends on it,
-- which would come back and drop another. What has no room can depend on the table.
local function has_room(tbl, known)
  if #known.lines < MAX_GROUPINGS_OF_A_TABLE then
    return true
  end
  local oldest = 1
  for i = 2, #known.lines do
    if known.used[i] < known.used[oldest] then
      oldest = i
    end
  end
  if known.used[oldest] > seconds - IN_USE_FOR then
    return false
  end
  local dropped = 'c:' .. tbl .. '|' .. table.remove(known.lines, oldest)
  redis.call('ZREM', INDEX, dropped)
  if mirrors then
    mirrors.note({dropped})
  end
  table.remove(known.used, oldest)
  return true
end

-- Writers that opened before this did not follow the grouping, but invalidated the table: so the grouping is followed
-- since the table was last written, or since the lease of its writer in flight ends.
local function take_into_use(member)
  local tbl, text = string.match(member, '^c:([^|]*)|(.*)$')
  local known = in_use(tbl)
  local i = position_of(known, text)
  if i and redis.call('ZSCORE', INDEX, member) then
    if known.used[i] <= seconds - NOTED_AFTER then
      note_use(tbl, known, i)
    end
    return true
  end
  if not i then
    if not has_room(tbl, known) then
      report(tbl, known)
      return false
    end
    i = #known.lines + 1
    known.lines[i] = text
    redis.call('HSET', FLIGHT, 'c:' .. tbl, table.concat(known.lines, '\n'))
  end
  note_use(tbl, known, i)
  raise('i', member, math.max(score('i', 't:' .. tbl), loaded))
  report(tbl, known)
  return true
end

local scores = {}

local function invalidated_since(member)
  scores[member] = scores[member] or score(string.sub(member, 1, 2) == 'e:' and 'd' or 'i', member)
  return scores[member] > loaded
end

local function outcome_of(first, last)
  for tag = first, last do
    local member = ARGV[tag]
    if string.sub(member, 1, 2) == 'c:' and not take_into_use(member) then
      return '2'
    end
    if invalidated_since(member) then
      return '0'
    end
  end
  return '1'
end

local outcomes = {}
local header = sound and header_of(loaded)

-- Stores entries that nothing else speaks against but their own tags; the bytes lie that far behind them in ARGV.
local function store_unwritten(first, last, ttl, bodies)
  local written = invalidated_after(loaded, 'd', members_of(KEYS, first, last))
  for key = first, last do
    if written[key - first + 1] then
      outcomes[key - 6] = '0'
    else
      store(KEYS[key], header, ARGV[key + bodies], ttl)
      outcomes[key - 6] = '1'
    end
  end
end

local at, key = 8, 7
while at <= #ARGV do
  local last_tag = at + tonumber(ARGV[at])
  local outcome = sound and outcome_of(at + 1, last_tag) or '3'
  local ttl, last_key = ARGV[last_tag + 1], key - 1 + tonumber(ARGV[last_tag + 2])
  local bodies = last_tag + 3 - key
  if outcome == '1' then
    for first, last in parts(key, last_key) do
      store_unwritten(first, last, ttl, bodies)
    end
  else
    for i = key, last_key do
      outcomes[i - 6] = outcome
    end
  end
  key, at = last_key + 1, bodies + last_key + 1
end

return answer(table.concat(outcomes), groupings)
