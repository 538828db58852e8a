package io.hibernateredis.proof;

import io.hibernateredis.proof.Sabotage.ScriptEdit;
import java.util.List;

/** A guard of the near cache, removed from the scripts or from the model's mirrors. */
enum NearSabotage implements Explorer.Alteration {
    // What is near.
    /** An entry is said to be valid as of the position after it was read, not before. */
    POSITION_AFTER_THE_READ,
    /** An event removes what is near; what is kept afterwards is not compared. */
    EVENTS_REMOVE_ENTRIES,
    ENTRY_OF_ANOTHER_INDEX_SERVED,
    /** What this JVM has put is kept near whatever Redis answers. */
    REFUSED_PUT_KEPT,
    /** The table of the last events is bounded, and what has left it leaves no trace. */
    FORGOTTEN_TAG_RAISES_NOTHING,
    LEASE_CHECKED_LAST,
    LOW_WATER_READ_FIRST,
    /** What is computed from what is near counts as loaded when its transaction began. */
    LOAD_TIME_OF_NEAR_IGNORED,

    // The lease of a mirror.
    LEASE_IGNORED,
    LEASE_FROM_THE_ANSWER,
    LEASE_BEFORE_THE_EVENTS,
    WAIT_FROM_THE_QUESTION,
    NOTHING_WAITED_FOR,
    WAIT_AFTER_THE_COMMIT,

    // The log.
    OPEN_TELLS_NOBODY(edit("open", "      mirrors.note({members[i]})\n", "")),
    EVICT_TELLS_NOBODY(edit("evict", "    mirrors.note(members)\n", "")),
    EVICT_NOT_WAITED_FOR,
    LAPSED_CLOSE_TELLS_NOBODY(edit("close", "      mirrors.note({members[i]})\n", "")),
    LAPSED_CLOSE_NOT_WAITED_FOR,
    /** A token that a renewal put back looks like one that was always there. */
    RENEWED_TOKEN_TRUSTED(edit("open", "opened = renewal and 0 or now", "opened = now")),
    GAP_UNNOTICED(
            edit("follow", "      complete = false\n", ""),
            edit("follow", "complete and newest == mirrors.last", "complete")),
    /** The position of the last event is taken from the log. */
    LAST_EVENT_FROM_THE_LOG(
            edit("follow", "complete and newest == mirrors.last", "complete"),
            edit(
                    "index",
                    "    local tags, before, at = cmsgpack.pack(changed), digits(mirrors.last),"
                            + " digits(now)\n",
                    "    local newest = redis.call('XREVRANGE', LOG, '+', '-', 'COUNT', 1)\n"
                            + "    local before = newest[1] and string.match(newest[1][1], '%d+')"
                            + " or '0'\n"
                            + "    local tags, at = cmsgpack.pack(changed), digits(now)\n")),
    ENTRIES_KEPT_OVER_A_GAP,
    PUSHED_EVENT_NOT_CHAINED,
    PUSHED_EVENT_OF_ANOTHER_INDEX,

    // Who is waited for.
    UNKNOWN_MIRRORS_OF_A_LOST_INDEX(
            edit("index", "  mirrors.start_log()\n  mirrors.expect_unknown()\n", "")),
    LOST_MIRRORS_UNNOTICED(
            edit(
                    "index",
                    "~= nonce then\n      mirrors.expect_unknown()\n",
                    "~= nonce then\n      redis.call('HSET', MIRRORS, '=', nonce)\n")),
    OWN_MIRROR_NOT_TOLD,
    PENDING_SERVED_NEAR,
    DELIVERED_WITHOUT_OWN_MIRROR,
    ACKNOWLEDGED_WHEN_FETCHED,
    /** Who asks has applied what the answer brings. */
    ACKNOWLEDGED_WHEN_ASKED(edit("follow", "digits(math.max(applied, position))", "digits(now)")),
    POSITION_OF_ANOTHER_INDEX(
            edit(
                    "follow",
                    "tonumber(ARGV[7]) == tonumber(nonce) and tonumber(ARGV[8]) or 0",
                    "tonumber(ARGV[8])")),
    ANSWER_OF_ANOTHER_INDEX_ENDS_THE_WAIT,
    REMOVED_THOUGH_IT_CALLED(edit("await", " and called <= position", "")),

    // Without leases.
    NO_BARRIER,
    /** A call counts that was sent before the transaction began. */
    BARRIER_OF_THE_ONE_BEFORE,
    /** What a transaction was answered counts for the next one. */
    BARRIER_OF_THE_TRANSACTION_BEFORE,
    /** The answer of another index is applied as one of the index that is followed. */
    ANSWER_OF_ANOTHER_INDEX_ACCEPTED;

    private final List<ScriptEdit> edits;

    NearSabotage(ScriptEdit... edits) {
        this.edits = List.of(edits);
    }

    private static ScriptEdit edit(String script, String passage, String replacement) {
        return new ScriptEdit(script, passage, replacement);
    }

    @Override
    public String sabotaged(String script, String text) {
        String edited = text;
        for (ScriptEdit edit : edits) {
            if (edit.script().equals(script)) {
                edited = edit.applyTo(edited);
            }
        }
        return edited;
    }
}
