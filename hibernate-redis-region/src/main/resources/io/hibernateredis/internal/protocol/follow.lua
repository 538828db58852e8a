-- follow: a mirror asks for what was invalidated since, and says up to where it has applied what it was told.
--
-- ARGV[6]  id of the mirror, under which writers wait for it, or '' if it asks before it serves, and is not waited for
-- ARGV[7]  nonce of the index that it follows, and ARGV[8] position up to which it has applied every event; 0 if none
-- returns  {now, nonce, 1 if the index was created anew, 1 if these are all events since, 0 if there is a gap, the events in
--          turn: position, tags}
--
-- Invariant: a mirror that has applied the answer knows of every invalidation before now, or, after a gap, that it knows of
-- none. What is acknowledged is what it says to have applied, whatever it asks for: so it makes no difference if this runs
-- late, twice, or unheard.

write_though_full()
enter()

local LOG, MIRRORS = KEYS[5], KEYS[6]

if not mirrors then
  serve_mirrors(now).start_log()
end
local position = tonumber(ARGV[7]) == tonumber(nonce) and tonumber(ARGV[8]) or 0
redis.call('ZADD', INDEX, digits(now), '*')
if ARGV[6] ~= '' then
  if not mirrors.awaited then
    redis.call('DEL', MIRRORS)
    redis.call('HSET', MIRRORS, '=', nonce)
    redis.call('ZADD', INDEX, digits(now), '&')
  end
  local _, applied = mirrors.parse(redis.call('HGET', MIRRORS, ARGV[6]))
  redis.call('HSET', MIRRORS, ARGV[6], digits(now) .. ' ' .. digits(math.max(applied, position)))
end
mirrors.tell(false)

local complete = position > 0
local told = {}
if complete and position < mirrors.last then
  local events = redis.pcall('XRANGE', LOG, digits(position + 1), '+')
  if failed(events) then
    events = {}
  end
  local newest
  for i, event in ipairs(events) do
    newest = tonumber(string.match(event[1], '^%d+'))
    if i == 1 and tonumber(event[2][2]) > position then
      complete = false
    end
    told[2 * i - 1], told[2 * i] = digits(newest), event[2][4]
  end
  complete = complete and newest == mirrors.last
end
if not complete then
  told = {}
end

return answer(complete and '1' or '0', told)
