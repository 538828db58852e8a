package io.hibernateredis.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * All that lies in Redis in a state of the model: the six control keys and the one entry. Bytes are
 * held as characters of one byte each. Immutable.
 *
 * @param index members and scores in turn, as are those of {@code recent}; null if the key is not
 *     there
 * @param flight fields and values in turn, sorted, as are those of {@code mirrors}
 * @param log ids of events, each followed by the one before it and by its tags
 */
record Content(
        List<String> index,
        List<String> recent,
        List<String> flight,
        List<String> mirrors,
        List<String> log,
        String lived,
        String entry) {

    static final Content EMPTY =
            new Content(List.of(), List.of(), List.of(), List.of(), List.of(), null, null);

    /** Puts a content in the place of another: ARGV is {@link #arguments}. */
    static final String RESTORE =
            """
            redis.call('DEL', 'i', 'd', 'f', 'b', 'v', 'm', ARGV[1])
            redis.call('SET', 't', ARGV[2])
            local at = 3
            for _, key in ipairs({'i', 'd', 'f', 'm'}) do
              local last = at + 2 * tonumber(ARGV[at])
              for n = at + 1, last, 2 do
                if key == 'f' or key == 'm' then
                  redis.call('HSET', key, ARGV[n], ARGV[n + 1])
                else
                  redis.call('ZADD', key, ARGV[n + 1], ARGV[n])
                end
              end
              at = last + 1
            end
            if ARGV[at] ~= '' then redis.call('SET', 'b', ARGV[at]) end
            if ARGV[at + 1] ~= '' then redis.call('SET', ARGV[1], ARGV[at + 1]) end
            for n = at + 2, #ARGV, 3 do
              redis.call('XADD', 'v', ARGV[n], 'p', ARGV[n + 1], 't', ARGV[n + 2])
            end
            """;

    /** What {@link #of} reads: ARGV is the key of the entry. */
    static final String READ =
            """
            return {redis.call('ZRANGE', 'i', 0, -1, 'WITHSCORES'),
              redis.call('ZRANGE', 'd', 0, -1, 'WITHSCORES'), redis.call('HGETALL', 'f'),
              redis.call('HGETALL', 'm'), redis.call('XRANGE', 'v', '-', '+'),
              redis.call('GET', 'b'), redis.call('GET', ARGV[1])}
            """;

    static Content of(Object reply) {
        List<?> parts = (List<?>) reply;
        return new Content(
                strings(parts.get(0)),
                strings(parts.get(1)),
                sorted(strings(parts.get(2))),
                sorted(strings(parts.get(3))),
                events((List<?>) parts.get(4)),
                string(parts.get(5)),
                string(parts.get(6)));
    }

    List<byte[]> arguments(long time, String key) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(key));
        arguments.add(bytes(Long.toString(time)));
        for (List<String> part : List.of(index, recent, flight, mirrors)) {
            arguments.add(bytes(Integer.toString(part.size() / 2)));
            part.forEach(each -> arguments.add(bytes(each)));
        }
        arguments.add(bytes(lived == null ? "" : lived));
        arguments.add(bytes(entry == null ? "" : entry));
        log.forEach(each -> arguments.add(bytes(each)));
        return arguments;
    }

    /**
     * Without the keys whose bit is set: 1 the index, 2 recent, 4 flight, 8 lived, 16 the log, 32
     * the mirrors.
     */
    Content without(int lost) {
        return new Content(
                (lost & 1) == 0 ? index : List.of(),
                (lost & 2) == 0 ? recent : List.of(),
                (lost & 4) == 0 ? flight : List.of(),
                (lost & 32) == 0 ? mirrors : List.of(),
                (lost & 16) == 0 ? log : List.of(),
                (lost & 8) == 0 ? lived : null,
                entry);
    }

    /** Whether nothing is left that tells that there was an index. */
    boolean holdsNoIndex() {
        return equals(without(15));
    }

    /** Without the oldest event. */
    Content trimmed() {
        return new Content(
                index, recent, flight, mirrors, log.subList(3, log.size()), lived, entry);
    }

    /** As if a writer had waited for a mirror and removed it. */
    Content withoutMirror(String id) {
        List<String> others = new ArrayList<>(mirrors);
        int at = others.indexOf(id);
        if (at >= 0) {
            others.subList(at, at + 2).clear();
        }
        return new Content(index, recent, flight, others, log, lived, entry);
    }

    /** The score of a member of the index; -1 if it is not there. */
    long score(String member) {
        return score(index, member);
    }

    private static long score(List<String> set, String member) {
        for (int i = 0; i < set.size(); i += 2) {
            if (set.get(i).equals(member)) {
                return (long) Double.parseDouble(set.get(i + 1));
            }
        }
        return -1;
    }

    /** The latest time at which a lease ends, or anything becomes valid. */
    long latest() {
        long latest = 0;
        for (List<String> set : List.of(index, recent)) {
            for (int i = 0; i < set.size(); i += 2) {
                if (!set.get(i).equals("=") && !set.get(i).equals("@")) {
                    latest = Math.max(latest, score(set, set.get(i)));
                }
            }
        }
        return latest;
    }

    /** The nonce in the entry's header. */
    long nonce() {
        return ByteBuffer.wrap(bytes(entry)).getLong(1);
    }

    /** The load time in the entry's header. */
    long loaded() {
        return ByteBuffer.wrap(bytes(entry)).getLong(9);
    }

    /** What the entry says. */
    String image() {
        return entry.substring(17);
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static String string(Object value) {
        return value == null ? null : new String((byte[]) value, ISO_8859_1);
    }

    private static List<String> strings(Object values) {
        return ((List<?>) values).stream().map(Content::string).toList();
    }

    private static List<String> events(List<?> entries) {
        List<String> events = new ArrayList<>();
        for (Object each : entries) {
            List<?> event = (List<?>) each;
            List<?> fields = (List<?>) event.get(1);
            String id = string(event.get(0));
            events.add(id.substring(0, id.indexOf('-')));
            events.add(string(fields.get(1)));
            events.add(string(fields.get(3)));
        }
        return events;
    }

    private static List<String> sorted(List<String> pairs) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < pairs.size(); i += 2) {
            map.put(pairs.get(i), pairs.get(i + 1));
        }
        List<String> sorted = new ArrayList<>();
        map.forEach(
                (field, value) -> {
                    sorted.add(field);
                    sorted.add(value);
                });
        return sorted;
    }
}
