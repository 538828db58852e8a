-- evict: these tags were changed, or may have been, outside any transaction of ours that could have opened them.
--
-- KEYS[5..]  entries that belong to the tags
-- ARGV[5]    1 to invalidate the whole namespace as well, 2 to do so until a lease is over, else 0
-- ARGV[6..]  per tag: index letter, member
-- returns    {now, nonce, 1 if the index was created anew}
--
-- Invariant: nothing loaded before now is visible afterwards, and no writer in flight may store what it made of it.
-- Constant in the number of entries: a region is one tag, its floor.

write_though_full()
delete_entries()
enter()

if ARGV[5] == '1' then
  raise('i', '!', now)
elseif ARGV[5] == '2' then
  raise('i', '!', now + tonumber(ARGV[3]))
end
for i = 6, #ARGV, 2 do
  local letter, member = ARGV[i], ARGV[i + 1]
  local tokens = tokens_of(letter .. member)
  for _, t in ipairs(tokens) do
    t.spoiled = '1'
  end
  keep_tokens(letter .. member, tokens)
  raise(letter, member, now)
end

return answer()
