-- open: a transaction that changed these tags is about to commit. Until its close, or the end of its lease, nothing
-- that depends on them is valid. Also renews an open that is still in flight.
--
-- KEYS[5..]  the entries of the changed ids
-- ARGV[5]    token of the writer, unique, alphanumeric
-- ARGV[6]    lease, microseconds
-- ARGV[7]    1 if this renews an earlier open, else 0
-- ARGV[8]    nonce, and ARGV[9] time, of the writer's first load; 0 if unknown
-- ARGV[10..] per tag: index letter (i or d), member, member of its region's floor or '';
--            per table whose written rows the writer has named by their groups: UNLESS_NAMED, or
--            UNLESS_NAMED_AS_LOADED if it knows them only as it loaded them, member of the tag of unknown rows, digest of
--            the groupings that it followed;
--            per tag that is invalidated if another writer wrote one of some things since the first load: IF_WRITTEN,
--            member, the members that decide, a line each: of entries (e:), which this writer changes too, or of INDEX
-- returns    {now, nonce, 1 if the index was created anew, '', tables and their groupings where others are in use}
--
-- Invariant: from here to the close no entry of these tags is visible and none can be put. The token may store its new
-- state at close only if no other writer was in flight, and nothing was invalidated since the writer read what it changed:
-- otherwise that state may lack the other's columns. Repeating it changes nothing but the lease's end.
-- What a writer has not named by its group, it invalidates by the tag of unknown rows. What it named by a row as it loaded
-- it holds under the same condition under which the row's new state may be stored; else the tag of IF_WRITTEN stands
-- for all that the row may have been in.

write_though_full()
delete_entries()
enter()

local token, lease, renewal = ARGV[5], tonumber(ARGV[6]), ARGV[7] == '1'
local loaded = tonumber(ARGV[9])
local blind = renewal or recreated == 1 or tonumber(ARGV[8]) ~= tonumber(nonce)
  or loaded < score('i', '!') or loaded < score('i', '<') or loaded < score('d', '<')
local floors = {}
local overwritten = {}

local function floor_of(member)
  if member == '' then
    return 0
  end
  floors[member] = floors[member] or score('i', member)
  return floors[member]
end

local function announce(letter, member, floor)
  local field = letter .. member
  local mine
  local tokens = tokens_of(field)
  for _, t in ipairs(tokens) do
    if t.token == token then
      mine = t
    else
      t.spoiled = '1'
    end
  end
  if not mine then
    local spoiled = blind or #tokens > 0 or score(letter, member) > loaded or floor_of(floor) > loaded
    mine = {token = token, opened = now, spoiled = spoiled and '1' or '0'}
    tokens[#tokens + 1] = mine
  end
  -- What a renewal finds as it left it was decided before.
  overwritten[member] = mine.spoiled == '1' and (not renewal or mine.opened == now)
  mine.lease_end = now + lease
  keep_tokens(field, tokens)
  raise(letter, member, mine.lease_end)
end

local function is_in_flight(field)
  for _, t in ipairs(tokens_of(field)) do
    if t.token == token then
      return true
    end
  end
  return false
end

local groupings = {}

-- A row's groups are unknown if groupings are in use that this writer did not follow, or if it knows the row only as it
-- loaded it and unknown rows were written since.
local function announce_unknown_rows(letter, member, digest)
  local tbl = string.sub(member, 3)
  local text = groupings_of(tbl)
  local unknown = redis.sha1hex(text) ~= digest
  if unknown then
    groupings[#groupings + 1] = tbl
    groupings[#groupings + 1] = text
  end
  if renewal then
    unknown = unknown or is_in_flight('i' .. member)
  elseif letter == UNLESS_NAMED_AS_LOADED then
    unknown = unknown or blind or score('i', member) > loaded
  end
  if unknown then
    announce('i', member, '')
  end
end

-- Whether a row is in flight that another writer has written, or is writing, since this writer loaded it.
local function is_overwritten(member)
  if overwritten[member] == nil then
    local mine
    for _, t in ipairs(tokens_of('d' .. member)) do
      mine = t.token == token and t or mine
    end
    overwritten[member] = not mine or mine.spoiled == '1'
  end
  return overwritten[member]
end

local unknown = {}

-- The unknown rows and floors that this writer invalidates itself do not count: so their scores are looked at first.
local function look_at_scores(i)
  unknown[i] = blind and not renewal
  for decides in string.gmatch(ARGV[i + 2], '[^\n]+') do
    if string.sub(decides, 1, 2) ~= 'e:' and not renewal then
      unknown[i] = unknown[i] or floor_of(decides) > loaded
    end
  end
end

local function announce_if_written(i)
  local member = ARGV[i + 1]
  for decides in string.gmatch(ARGV[i + 2], '[^\n]+') do
    if string.sub(decides, 1, 2) == 'e:' then
      unknown[i] = unknown[i] or is_overwritten(decides)
    end
  end
  if unknown[i] or renewal and is_in_flight('i' .. member) then
    announce('i', member, '')
  end
end

for i = 10, #ARGV - 2, 3 do
  if ARGV[i] == IF_WRITTEN then
    look_at_scores(i)
  end
end
for i = 10, #ARGV, 3 do
  local letter, member, compared = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if SETS[letter] then
    announce(letter, member, compared)
  elseif letter == UNLESS_NAMED or letter == UNLESS_NAMED_AS_LOADED then
    announce_unknown_rows(letter, member, compared)
  end
end
-- Whether a row was overwritten is known once it is announced.
for i = 10, #ARGV - 2, 3 do
  if ARGV[i] == IF_WRITTEN then
    announce_if_written(i)
  end
end

return answer('', groupings)
