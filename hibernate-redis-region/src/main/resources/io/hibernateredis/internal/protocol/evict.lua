-- evict: these entries and tags were changed, or may have been, outside any transaction of ours that could have opened them.
--
-- KEYS[7..]  the entries
-- ARGV[6]    1 to invalidate the whole namespace as well, 2 to do so until a lease is over, else 0
-- ARGV[7..]  members of the other tags
-- returns    {now, nonce, 1 if the index was created anew, '', {}, number of mirrors to wait for}
--
-- Invariant: nothing loaded before now is visible afterwards, and no writer in flight may store what it made of it.
-- Constant in the number of entries: a region is one tag, its floor.

write_though_full()
delete_entries()
enter()

if ARGV[6] == '1' then
  raise('i', '!', now)
elseif ARGV[6] == '2' then
  raise('i', '!', now + tonumber(ARGV[3]))
end
if mirrors and ARGV[6] ~= '0' then
  mirrors.note({EVERYTHING})
end

local spoiled = by_text(function(text)
  local tokens = tokens_of(text)
  for _, t in ipairs(tokens) do
    t.spoiled = '1'
  end
  return text_of(tokens)
end)

local function invalidate(letter, list, first, last)
  local members = members_of(list, first, last)
  local fields = fields_of(letter, members)
  local texts = redis.call('HMGET', FLIGHT, unpack(fields))
  local kept, gone, raised = {}, {}, {}
  for i = 1, #members do
    if texts[i] then
      put_aside(kept, gone, fields[i], spoiled[texts[i]])
    end
    raised[2 * i - 1], raised[2 * i] = digits(now), members[i]
  end
  keep(kept, gone)
  if mirrors then
    mirrors.note(members)
  end
  redis.call('ZADD', SETS[letter], 'GT', unpack(raised))
end

for first, last in parts(7, #KEYS) do
  invalidate('d', KEYS, first, last)
end
for first, last in parts(7, #ARGV) do
  invalidate('i', ARGV, first, last)
end

return answer('', nil, true)
