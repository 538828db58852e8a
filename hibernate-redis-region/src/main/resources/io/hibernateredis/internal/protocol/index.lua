-- index: what every script begins with. It is prepended to each of them and does nothing by itself.
--
-- KEYS[1]  INDEX   sorted set: member = tag, score = when it was last invalidated (microseconds)
-- KEYS[2]  RECENT  sorted set of the same form: entries written recently
-- KEYS[3]  FLIGHT  hash: index letter and member -> tokens of the writers in flight;
--                  'c:' and a table -> the groupings of its rows that are in use, a line each;
--                  'p:' and a table -> when a put last depended on each of them, in seconds
-- KEYS[4]  LIVED   string: this namespace has been here before; the longest lease it used, microseconds
-- KEYS[5]  LOG     stream: what was invalidated while mirrors follow; the id is the clock, 'p' the id of the one before,
--                  't' the tags ('*' for all)
-- KEYS[6]  MIRRORS hash: '=' the nonce; mirror -> clock of its last call, position up to which it has applied events;
--                  '?' stands for those that a lost index or hash may have held
-- ARGV[1]  identity of the server, as this connection's handshake read it
-- ARGV[2]  a fresh random nonce, used if the index has to be created
-- ARGV[3]  the longest lease that this JVM knows to be used, microseconds
-- ARGV[4]  nonce of the index that this JVM knows, 0 if it has known none
-- ARGV[5]  '' if this JVM knows of no mirrors, '+' if writers may have to wait for some, or the id of its own
--
-- ARGV[6]  '*' if a server takes no more arguments than these: then ARGV[7] is the array of them all, from the sixth, packed
--
-- Control members: '=' nonce, '@' server identity, '~' clock, '<' low-water mark, '!' valid-from; while mirrors follow, '^'
-- position of the last event, '*' when one last asked, '&' when there was first one that writers wait for. All other members
-- are longer than one character, and begin with what they name: 't:' any write to a table, 'u:' a write to unknown
-- rows of it, 'c:' a grouping of its rows that is in use ('c:table|grouping'), 'g:' a group of them.

local ARGV = ARGV
if ARGV[6] == '*' then
  local packed = cmsgpack.unpack(ARGV[7])
  ARGV = {ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]}
  for i = 1, #packed do
    ARGV[i + 5] = packed[i]
  end
end

local INDEX, RECENT, FLIGHT, LIVED = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local SETS = {i = INDEX, d = RECENT, c = INDEX}
local now, nonce, recreated

-- What is done for mirrors; nil while none follows, and then there is no event to tell.
local mirrors

-- The layout of an entry's header, which JVMs of another one do not read.
local HEADER_VERSION = 2

-- In an event, in place of tags: all.
local EVERYTHING = '*'

-- In open and close, in place of an index letter: what is changed under a condition.
local UNLESS_NAMED, UNLESS_NAMED_AS_LOADED, IF_WRITTEN = 'n', 'k', 'w'

-- Before a table's name: rows of it were written, and their versions may be the same as before.
local VERSIONS_UNTRUSTED = 'x:'

local LONGEST_LEASE_EVER = 60000000

-- No clock gets here before the year 2112; identities and nonces begin here.
local BEYOND_TIME = 4503599627370496

-- Default of hash-max-listpack-value: 64 bytes.
local LONGER_THAN_IN_A_LIST = 65

local decimals = {}

-- Microsecond counts have 16 digits: an implicit conversion would round them.
local function digits(number)
  local text = decimals[number]
  if not text then
    text = string.format('%.0f', number)
    decimals[number] = text
  end
  return text
end

local function failed(reply)
  return type(reply) == 'table' and reply.err ~= nil
end

local function score(letter, member)
  return tonumber(redis.call('ZSCORE', SETS[letter], member) or 0)
end

local function raise(letter, member, to)
  redis.call('ZADD', SETS[letter], 'GT', digits(to), member)
end

local function lived()
  local value = redis.pcall('GET', LIVED)
  if failed(value) then
    return LONGEST_LEASE_EVER
  end
  return value and math.min(tonumber(value) or LONGEST_LEASE_EVER, LONGEST_LEASE_EVER)
end

-- Begins to work for mirrors. Made only where there are some: in a namespace without any, to make this would cost a script
-- more than all else that it does for them.
--
-- last  position of the last event
local function serve_mirrors(last)
  local LOG, MIRRORS = KEYS[5], KEYS[6]
  local UNKNOWN_MIRRORS = '?'
  local MOST_EVENTS, LEAST_EVENTS, MOST_BYTES = 4096, 16, 4000000
  local changed = {}
  mirrors = {last = last}

  -- Those that no one knows are waited for like one that never answers: once, for as long as a mirror may serve.
  function mirrors.expect_unknown()
    redis.call('DEL', MIRRORS)
    redis.call('HSET', MIRRORS, '=', nonce, UNKNOWN_MIRRORS, digits(now) .. ' 0')
    redis.call('ZADD', INDEX, digits(now), '&')
    mirrors.awaited = true
  end

  function mirrors.start_log()
    redis.call('DEL', LOG)
    redis.call('ZADD', INDEX, digits(now), '^')
    mirrors.last = now
  end

  -- Who is waited for shows in the index: so the loss of the hash does.
  function mirrors.find()
    mirrors.awaited = redis.call('ZSCORE', INDEX, '&')
    if mirrors.awaited and redis.pcall('HGET', MIRRORS, '=') ~= nonce then
      mirrors.expect_unknown()
    end
  end

  -- When one last called, and up to which position it has applied events. Its calls bring the ones after that, so a mirror
  -- that was removed, or that a late call of its own put back, serves nothing that it should not.
  function mirrors.parse(text)
    local called, applied = string.match(text or '', '^(%d+) (%d+)$')
    return tonumber(called or 0), tonumber(applied or 0)
  end

  -- How many have not applied an event yet. This JVM's own applies it when the answer arrives.
  function mirrors.behind(position)
    local behind = 0
    local all = mirrors.awaited and redis.call('HGETALL', MIRRORS) or {}
    for i = 1, #all, 2 do
      local _, applied = mirrors.parse(all[i + 1])
      if all[i] ~= '=' and all[i] ~= ARGV[5] and applied < position then
        behind = behind + 1
      end
    end
    return behind
  end

  function mirrors.note(members)
    for i = 1, #members do
      changed[#changed + 1] = members[i]
    end
  end

  -- Appends the event of this script, if there is one. Those who are waited for are called, others find it in the log. The
  -- position of the last event stands in the index: so a log that was trimmed or lost has a gap.
  function mirrors.tell(wait)
    if #changed == 0 then
      return 0
    end
    local tags, before, at = cmsgpack.pack(changed), digits(mirrors.last), digits(now)
    local most = math.max(LEAST_EVENTS, math.min(MOST_EVENTS, math.floor(MOST_BYTES / #tags)))
    local added = redis.pcall('XADD', LOG, 'MAXLEN', '~', most, at, 'p', before, 't', tags)
    if failed(added) then
      redis.call('DEL', LOG)
      redis.call('XADD', LOG, at, 'p', before, 't', tags)
    end
    redis.call('ZADD', INDEX, at, '^')
    mirrors.last = now
    changed = {}
    local behind = wait and mirrors.behind(now) or 0
    if behind > 0 then
      redis.call('PUBLISH', LOG, cmsgpack.pack({nonce, at, before, tags}))
    end
    return behind
  end

  return mirrors
end

-- A part of the index may be lost, and with it who serves what.
local function serve_unknown_mirrors()
  serve_mirrors(now)
  mirrors.start_log()
  mirrors.expect_unknown()
end

local function remember_longest_lease()
  redis.call('SET', LIVED, digits(math.max(lived() or 0, tonumber(ARGV[3]))))
end

-- Absent is not empty: a script that finds a part of the index missing, or another server's, starts a new one under a new
-- nonce, which nothing stored or loaded before can carry. Where the namespace has lived before, as LIVED says or any
-- remains of the old index do, writers may have been in flight whose leases went with it: nothing loaded before the
-- longest of those could end is valid.
local function recreate(identity)
  local longest = lived()
  if not longest and redis.call('EXISTS', INDEX, RECENT, FLIGHT) > 0 then
    longest = LONGEST_LEASE_EVER
  end
  local valid_from = now
  if longest then
    valid_from = now + math.max(longest, tonumber(ARGV[3]))
  end
  remember_longest_lease()
  local mirrored = ARGV[5] ~= '' or redis.call('EXISTS', KEYS[6]) > 0
  redis.call('DEL', INDEX, RECENT, FLIGHT)
  nonce = ARGV[2]
  mirrors = nil
  recreated = 1
  redis.call('ZADD', INDEX, nonce, '=', identity, '@', digits(valid_from), '!')
  redis.call('ZADD', RECENT, nonce, '=')
  -- Redis keeps a small hash as a list, which it searches for each field: a transaction of a hundred changes would be
  -- searched for a hundred times. Not so a hash that has held a long value.
  redis.call('HSET', FLIGHT, '=', string.rep('=', LONGER_THAN_IN_A_LIST))
  redis.call('HSET', FLIGHT, '=', nonce)
  if mirrored then
    serve_unknown_mirrors()
  end
end

local function out_of_time(head)
  for i = 3, 6 do
    if tonumber(head[i] or 0) >= BEYOND_TIME then
      return true
    end
  end
  return false
end

-- A JVM that knew another index may have had writers in flight when that one was lost, or knows that others may have
-- had. The JVM that created this index need not have known: all may have been lost, and it may be new.
local function distrust_what_followed_a_loss()
  local known = tonumber(ARGV[4])
  if known ~= 0 and known ~= tonumber(nonce) then
    raise('i', '!', now + tonumber(ARGV[3]))
    if ARGV[5] ~= '' and not (mirrors and redis.call('ZSCORE', INDEX, '&')) then
      serve_unknown_mirrors()
    end
    if mirrors then
      mirrors.note({EVERYTHING})
    end
  end
end

-- Advances the clock, a hybrid logical one: never back, and never twice the same.
local function enter()
  local time = redis.call('TIME')
  local head = redis.pcall('ZMSCORE', INDEX, '=', '@', '~', '!', '<', '^')
  local recent = redis.pcall('ZSCORE', RECENT, '=')
  local flight = redis.pcall('HGET', FLIGHT, '=')
  if failed(head) or out_of_time(head) then
    head = {}
  end
  now = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(head[3] or 0) + 1)
  nonce = head[1]
  if head[6] then
    serve_mirrors(tonumber(head[6]))
  end
  recreated = 0
  if not (nonce and head[2] and tonumber(head[2]) == tonumber(ARGV[1]) and recent == nonce and flight == nonce) then
    recreate(ARGV[1])
  end
  distrust_what_followed_a_loss()
  redis.call('ZADD', INDEX, digits(now), '~')
  if mirrors then
    mirrors.find()
  end
end

-- How many tags are handled at once: Lua passes some thousands of values to a command at most.
local AT_ONCE = 1000

-- The parts of what lies between two positions.
local function parts(first, last)
  local from = first - AT_ONCE
  return function()
    from = from + AT_ONCE
    if from <= last then
      return from, math.min(from + AT_ONCE - 1, last)
    end
  end
end

-- The tags of entries in KEYS, each of which is the key without the namespace, or of members in ARGV.
local function members_of(list, first, last)
  local members, cut = {}, list == KEYS and #INDEX or 1
  for i = first, last do
    members[i - first + 1] = string.sub(list[i], cut)
  end
  return members
end

-- Which of some tags were invalidated after a time. It costs less to find out that none was than to ask for each; but one
-- member is always above: the nonce.
local function invalidated_after(time, letter, members)
  local after = {}
  if redis.call('ZCOUNT', SETS[letter], '(' .. digits(time), '+inf') > 1 then
    local scores = redis.call('ZMSCORE', SETS[letter], unpack(members))
    for i = 1, #members do
      after[i] = scores[i] and tonumber(scores[i]) > time
    end
  end
  return after
end

-- Under which tags stand in FLIGHT.
local function fields_of(letter, members)
  local fields = {}
  for i = 1, #members do
    fields[i] = letter .. members[i]
  end
  return fields
end

-- The writers in flight that a field of FLIGHT holds, without those whose lease has passed: the score they left behind
-- speaks for them.
local function tokens_of(text)
  local tokens = {}
  for token, lease_end, opened, spoiled in string.gmatch(text, '(%w+):(%d+):(%d+):(%d);') do
    if tonumber(lease_end) > now then
      tokens[#tokens + 1] =
        {token = token, lease_end = tonumber(lease_end), opened = tonumber(opened), spoiled = spoiled}
    end
  end
  return tokens
end

local function text_of(tokens)
  local text = {}
  for i, t in ipairs(tokens) do
    text[i] = t.token .. ':' .. digits(t.lease_end) .. ':' .. digits(t.opened) .. ':' .. t.spoiled .. ';'
  end
  return table.concat(text)
end

-- A table that works out what belongs to a text when it is first asked for: in FLIGHT, most tags of a writer have the
-- same.
local function by_text(work_out)
  return setmetatable({}, {
    __index = function(known, text)
      known[text] = work_out(text)
      return known[text]
    end,
  })
end

-- Sets fields of FLIGHT, given with their texts in turn, and removes others.
local function keep(kept, gone)
  if #kept > 0 then
    redis.call('HSET', FLIGHT, unpack(kept))
  end
  if #gone > 0 then
    redis.call('HDEL', FLIGHT, unpack(gone))
  end
end

-- Sets a text aside for a field of FLIGHT, or the field if the text is empty.
local function put_aside(kept, gone, field, text)
  if text == '' then
    gone[#gone + 1] = field
  else
    kept[#kept + 1] = field
    kept[#kept + 1] = text
  end
end

local function token_in_flight(token, field)
  for _, t in ipairs(tokens_of(redis.call('HGET', FLIGHT, field) or '')) do
    if t.token == token then
      return t
    end
  end
  return nil
end

local function groupings_of(tbl)
  return redis.call('HGET', FLIGHT, 'c:' .. tbl) or ''
end

-- A first write that needs no memory: Redis lets a script that has written go on when it is full.
local function write_though_full()
  redis.pcall('HDEL', FLIGHT, '')
end

local function delete_entries()
  for first = 7, #KEYS, AT_ONCE do
    redis.call('DEL', unpack(KEYS, first, math.min(first + AT_ONCE - 1, #KEYS)))
  end
end

local function header_of(loaded)
  return struct.pack('>BI8I8', HEADER_VERSION, tonumber(nonce), loaded)
end

local function store(key, header, body, ttl)
  redis.call('SET', key, header .. body, 'PX', ttl)
end

-- How many mirrors have to apply what this script invalidated comes last.
local function answer(more, groupings, wait)
  local behind = mirrors and mirrors.tell(wait) or 0
  return {digits(now), nonce, recreated, more or '', groupings or {}, behind}
end
