-- put: stores entries that were loaded from the database, each unless something it depends on was invalidated since.
--
-- KEYS[5..]  the entries, in the order of ARGV
-- ARGV[5]    nonce of the index when the load began
-- ARGV[6]    load time, microseconds on the index's clock
-- ARGV[7..]  per entry: time to live in milliseconds (at least 1), bytes, number of tags it depends on, then per tag:
--            index letter (i, d, or c for a grouping, which is in use from here on), member
-- returns    {now, nonce, 1 if the index was created anew, a string of 1 (stored) and 0 (refused) in the order of
--            KEYS, tables and their groupings where there is a new one}
--
-- Invariant: an entry is never older than the last invalidation of what it depends on. What was trimmed away, lost,
-- or written by another server's index counts as invalidated.

enter()

local loaded = tonumber(ARGV[6])
local sound = recreated == 0 and tonumber(ARGV[5]) == tonumber(nonce)
  and loaded >= score('i', '!') and loaded >= score('i', '<') and loaded >= score('d', '<')
local known, groupings = {}, {}

local MOST_GROUPINGS_OF_A_TABLE = 64

-- Whoever opened before this did not mind the grouping, but touched the table: so the grouping is minded since the
-- table was last written, or since the lease of who is writing it ends. The oldest goes if there are too many: what
-- depends on it is not found any more.
local function take_into_use(member)
  if redis.call('ZSCORE', INDEX, member) then
    return
  end
  local tbl, text = string.match(member, '^c:([^|]*)|(.*)$')
  local lines = {}
  for line in string.gmatch(groupings_of(tbl), '[^\n]+') do
    if line ~= text then
      lines[#lines + 1] = line
    end
  end
  while #lines >= MOST_GROUPINGS_OF_A_TABLE do
    redis.call('ZREM', INDEX, 'c:' .. tbl .. '|' .. table.remove(lines, 1))
  end
  lines[#lines + 1] = text
  redis.call('HSET', FLIGHT, 'c:' .. tbl, table.concat(lines, '\n'))
  raise('i', member, math.max(score('i', 't:' .. tbl), loaded))
  groupings[#groupings + 1] = tbl
  groupings[#groupings + 1] = table.concat(lines, '\n')
end

local function touched_since(letter, member)
  if letter == 'c' then
    take_into_use(member)
  end
  local field = letter .. member
  known[field] = known[field] or score(letter, member)
  return known[field] > loaded
end

local outcome = {}
local i = 7
for entry = 5, #KEYS do
  local ttl, body, tags = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local valid = sound
  for tag = i + 3, i + 1 + 2 * tags, 2 do
    if valid and touched_since(ARGV[tag], ARGV[tag + 1]) then
      valid = false
    end
  end
  if valid then
    store(KEYS[entry], loaded, ttl, body)
  end
  outcome[#outcome + 1] = valid and '1' or '0'
  i = i + 3 + 2 * tags
end

return answer(table.concat(outcome), groupings)
