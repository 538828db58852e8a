package io.hibernateredis.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.redis.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Asks for what every read has to know of the index, and when some tags were invalidated. */
final class ScoreCalls {

    /** Members of the index that every read asks for, in this order. */
    static final List<byte[]> CONTROL =
            Stream.of("=", "@", "!", "~", "<").map(member -> member.getBytes(UTF_8)).toList();

    /** More keyspaces than an application has. */
    private static final int MAX_SCORES_OF_ONE = 1000;

    private final byte[] index;
    private final Names names;

    /** Most reads ask for the floor of one keyspace alone, with the same command each time. */
    private final Map<Tag, Call> scoresOfOne = new ConcurrentHashMap<>();

    ScoreCalls(byte[] index, Names names) {
        this.index = index;
        this.names = names;
    }

    Call of(List<Tag> tags) {
        if (tags.size() != 1) {
            return make(tags);
        }
        Tag tag = tags.get(0);
        Call known = scoresOfOne.get(tag);
        if (known == null) {
            known = make(tags);
            if (scoresOfOne.size() < MAX_SCORES_OF_ONE) {
                scoresOfOne.put(tag, known);
            }
        }
        return known;
    }

    private Call make(List<Tag> tags) {
        List<byte[]> members = new ArrayList<>(CONTROL.size() + tags.size());
        members.addAll(CONTROL);
        for (Tag tag : tags) {
            members.add(names.member(tag));
        }
        return Call.scores(index, members);
    }
}
