-- await: which mirrors have not applied an event yet, for the writer that waits for them.
--
-- ARGV[6]  nonce, and ARGV[7] position of the event
-- ARGV[8]  1 if the writer has waited for as long as a mirror may serve without a call, from when it knew the position
-- returns  {now, nonce, 1 if the index was created anew, number of mirrors to wait for, {}, 0}
--
-- Invariant: a mirror is removed only if it has not called since the event: what it was allowed to serve by an earlier call
-- is over. So one that died is waited for once.

write_though_full()
enter()

local position = tonumber(ARGV[7])
local behind = 0
if mirrors and tonumber(ARGV[6]) == tonumber(nonce) then
  if ARGV[8] == '1' then
    local all = redis.call('HGETALL', KEYS[6])
    for i = 1, #all, 2 do
      local called = mirrors.parse(all[i + 1])
      if all[i] ~= '=' and called <= position then
        redis.call('HDEL', KEYS[6], all[i])
      end
    end
  end
  behind = mirrors.behind(position)
end

return answer(digits(behind))
