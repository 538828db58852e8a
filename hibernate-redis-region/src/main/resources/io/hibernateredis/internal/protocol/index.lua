-- index: what every script begins with. It is prepended to each of them and does nothing by itself.
--
-- KEYS[1]  INDEX   sorted set: member = tag, score = when it was last invalidated (microseconds)
-- KEYS[2]  RECENT  sorted set of the same form: entries written recently
-- KEYS[3]  FLIGHT  hash: index letter and member -> tokens of the writers in flight;
--                  'c:' and a table -> the groupings of its rows that are in use, a line each;
--                  'p:' and a table -> when a put last depended on each of them, in seconds
-- KEYS[4]  LIVED   string: this namespace has been here before; the longest lease it used, microseconds
-- ARGV[1]  identity of the server, as this connection's handshake read it
-- ARGV[2]  a fresh random nonce, used if the index has to be created
-- ARGV[3]  the longest lease that this JVM knows to be used, microseconds
-- ARGV[4]  nonce of the index that this JVM knows, 0 if it has known none
--
-- Control members: '=' nonce, '@' server identity, '~' clock, '<' low-water mark, '!' valid-from. All other members
-- are longer than one character, and begin with what they name: 't:' any write to a table, 'u:' a write to unknown
-- rows of it, 'c:' a grouping of its rows that is in use ('c:table|grouping'), 'g:' a group of them.

local INDEX, RECENT, FLIGHT, LIVED = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local SETS = {i = INDEX, d = RECENT, c = INDEX}
local now, nonce, recreated

-- The layout of an entry's header, which JVMs of another one do not read.
local HEADER_VERSION = 1

-- In open and close, in place of an index letter: what is changed under a condition.
local UNLESS_NAMED, UNLESS_NAMED_AS_LOADED, IF_WRITTEN = 'n', 'k', 'w'

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
  redis.call('DEL', INDEX, RECENT, FLIGHT)
  nonce = ARGV[2]
  recreated = 1
  redis.call('ZADD', INDEX, nonce, '=', identity, '@', digits(valid_from), '!')
  redis.call('ZADD', RECENT, nonce, '=')
  -- Redis keeps a small hash as a list, which it searches for each field: a transaction of a hundred changes would be
  -- searched for a hundred times. Not so a hash that has held a long value.
  redis.call('HSET', FLIGHT, '=', string.rep('=', LONGER_THAN_IN_A_LIST))
  redis.call('HSET', FLIGHT, '=', nonce)
end

local function out_of_time(head)
  for i = 3, 5 do
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
  end
end

-- Advances the clock, a hybrid logical one: never back, and never twice the same.
local function enter()
  local time = redis.call('TIME')
  local head = redis.pcall('ZMSCORE', INDEX, '=', '@', '~', '!', '<')
  local recent = redis.pcall('ZSCORE', RECENT, '=')
  local flight = redis.pcall('HGET', FLIGHT, '=')
  if failed(head) or out_of_time(head) then
    head = {}
  end
  now = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(head[3] or 0) + 1)
  nonce = head[1]
  recreated = 0
  if not (nonce and head[2] and tonumber(head[2]) == tonumber(ARGV[1]) and recent == nonce and flight == nonce) then
    recreate(ARGV[1])
  end
  distrust_what_followed_a_loss()
  redis.call('ZADD', INDEX, digits(now), '~')
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
  for first = 5, #KEYS, AT_ONCE do
    redis.call('DEL', unpack(KEYS, first, math.min(first + AT_ONCE - 1, #KEYS)))
  end
end

local function header_of(loaded)
  return struct.pack('>BI8I8', HEADER_VERSION, tonumber(nonce), loaded)
end

local function store(key, header, body, ttl)
  redis.call('SET', key, header .. body, 'PX', ttl)
end

local function answer(more, groupings)
  return {digits(now), nonce, recreated, more or '', groupings or {}}
end
