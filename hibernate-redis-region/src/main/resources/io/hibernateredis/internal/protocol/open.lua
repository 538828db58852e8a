-- open: a transaction that changed these entries and tags is about to commit. Until its close, or the end of its lease,
-- nothing that depends on them is valid. Also renews an open that is still in flight.
--
-- KEYS[7..]  the changed entries, those of a region side by side
-- ARGV[6]    token of the writer, unique, alphanumeric
-- ARGV[7]    lease, microseconds
-- ARGV[8]    1 if this renews an earlier open, else 0
-- ARGV[9]    nonce, and ARGV[10] time, of the writer's first load; 0 if unknown
-- ARGV[11..] number of regions, and for each: member of its floor, number of its entries in KEYS;
--            number of other tags, and the member of each;
--            per table whose written rows the writer has named by their groups: UNLESS_NAMED, or
--            UNLESS_NAMED_AS_LOADED if it knows them only as it loaded them, member of the tag of unknown rows, digest of
--            the groupings that it followed;
--            per tag that is invalidated if another writer wrote one of some things since the first load: IF_WRITTEN,
--            member, the members that decide, a line each: of entries (e:), which this writer changes too, or of INDEX
-- returns    {now, nonce, 1 if the index was created anew, '', tables and their groupings where others are in use,
--            number of mirrors to wait for before the commit}
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

local token, renewal = ARGV[6], ARGV[8] == '1'
local lease_end = now + tonumber(ARGV[7])
local loaded = tonumber(ARGV[10])
local blind = renewal or recreated == 1 or tonumber(ARGV[9]) ~= tonumber(nonce)
  or loaded < score('i', '!') or loaded < score('i', '<') or loaded < score('d', '<')

local tags = 13 + 2 * tonumber(ARGV[11])
local conditions = tags + tonumber(ARGV[tags - 1])
local conditional = conditions <= #ARGV

-- Which rows another writer has written, or is writing, since this writer loaded them.
local overwritten = {}

-- Adds this writer to those that are in flight on a tag, and spoils the others.
local function joined(text, written)
  local mine
  local tokens = tokens_of(text)
  for _, t in ipairs(tokens) do
    if t.token == token then
      mine = t
    else
      t.spoiled = '1'
    end
  end
  local added = not mine
  if added then
    local spoiled = blind or #tokens > 0 or written
    -- A renewal that finds it gone cannot tell what was loaded meanwhile: its close tells the mirrors.
    mine = {token = token, opened = renewal and 0 or now, spoiled = spoiled and '1' or '0'}
    tokens[#tokens + 1] = mine
  end
  mine.lease_end = lease_end
  return {
    text = text_of(tokens),
    added = added,
    -- What a renewal finds as it left it was decided before.
    overwritten = mine.spoiled == '1' and (not renewal or mine.opened == 0),
  }
end

local undisturbed = by_text(function(text) return joined(text, false) end)
local after_another = by_text(function(text) return joined(text, true) end)

local function announce(letter, list, first, last, floor_score)
  local members = members_of(list, first, last)
  local fields = fields_of(letter, members)
  local texts = redis.call('HMGET', FLIGHT, unpack(fields))
  local written = invalidated_after(loaded, letter, members)
  local kept, raised, to = {}, {}, digits(lease_end)
  for i = 1, #members do
    local mine = ((written[i] or floor_score > loaded) and after_another or undisturbed)[texts[i] or '']
    kept[2 * i - 1], kept[2 * i] = fields[i], mine.text
    raised[2 * i - 1], raised[2 * i] = to, members[i]
    if conditional then
      overwritten[members[i]] = mine.overwritten
    end
    -- An open that runs again has to be waited for again; a renewal is news if what it renews was gone.
    if mirrors and (mine.added or not renewal) then
      mirrors.note({members[i]})
    end
  end
  redis.call('HSET', FLIGHT, unpack(kept))
  redis.call('ZADD', SETS[letter], 'GT', unpack(raised))
end

local groupings = {}

-- Which conditions, by their positions in ARGV, are not as this writer loaded what they depend on.
local unknown = {}

-- What this writer invalidates itself does not count: so the scores are looked at before any is raised.
local function look_at_scores(i)
  if renewal or ARGV[i] == UNLESS_NAMED then
    return
  end
  unknown[i] = blind
  local decide = ARGV[i + 2]
  if ARGV[i] == UNLESS_NAMED_AS_LOADED then
    decide = ARGV[i + 1] .. '\n' .. VERSIONS_UNTRUSTED .. string.sub(ARGV[i + 1], 3)
  end
  for decides in string.gmatch(decide, '[^\n]+') do
    if string.sub(decides, 1, 2) ~= 'e:' then
      unknown[i] = unknown[i] or score('i', decides) > loaded
    end
  end
end

-- A row's groups are unknown if groupings are in use that this writer did not follow, or if it knows the row only as it
-- loaded it and unknown rows were written since, or rows whose versions do not tell.
local function announce_unknown_rows(i)
  local member = ARGV[i + 1]
  local tbl = string.sub(member, 3)
  local text = groupings_of(tbl)
  if redis.sha1hex(text) ~= ARGV[i + 2] then
    unknown[i] = true
    groupings[#groupings + 1] = tbl
    groupings[#groupings + 1] = text
  end
  if unknown[i] or renewal and token_in_flight(token, 'i' .. member) then
    announce('i', {member}, 1, 1, 0)
  end
end

local function is_overwritten(member)
  if overwritten[member] == nil then
    local mine = token_in_flight(token, 'd' .. member)
    overwritten[member] = not mine or mine.spoiled == '1'
  end
  return overwritten[member]
end

local function announce_if_written(i)
  local member = ARGV[i + 1]
  for decides in string.gmatch(ARGV[i + 2], '[^\n]+') do
    if string.sub(decides, 1, 2) == 'e:' then
      unknown[i] = unknown[i] or is_overwritten(decides)
    end
  end
  if unknown[i] or renewal and token_in_flight(token, 'i' .. member) then
    announce('i', {member}, 1, 1, 0)
  end
end

-- Floors are looked at before this writer raises any, too.
local regions = {}
for i = 12, tags - 2, 2 do
  regions[#regions + 1] = {floor_score = score('i', ARGV[i]), entries = tonumber(ARGV[i + 1])}
end
for i = conditions, #ARGV, 3 do
  look_at_scores(i)
end
local key = 7
for _, region in ipairs(regions) do
  for first, last in parts(key, key + region.entries - 1) do
    announce('d', KEYS, first, last, region.floor_score)
  end
  key = key + region.entries
end
for first, last in parts(tags, conditions - 1) do
  announce('i', ARGV, first, last, 0)
end
for i = conditions, #ARGV, 3 do
  if ARGV[i] ~= IF_WRITTEN then
    announce_unknown_rows(i)
  end
end
-- Whether a row was overwritten is known once it is announced.
for i = conditions, #ARGV, 3 do
  if ARGV[i] == IF_WRITTEN then
    announce_if_written(i)
  end
end

return answer('', groupings, true)
