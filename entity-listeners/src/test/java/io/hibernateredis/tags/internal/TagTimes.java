package io.hibernateredis.tags.internal;

import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import redis.clients.jedis.resps.Tuple;

/** Sees in Redis which of the application's tags were invalidated. */
final class TagTimes {

    private final RedisExtension redis;

    TagTimes(RedisExtension redis) {
        this.redis = redis;
    }

    /** The names that an action invalidates; a whole kind ends in {@code :*}. */
    Set<String> invalidatedBy(Runnable action) {
        Map<String, Double> before = read();
        action.run();
        Set<String> names = new TreeSet<>();
        read().forEach(
                        (member, score) -> {
                            if (!score.equals(before.get(member))) {
                                names.add(name(member));
                            }
                        });
        return names;
    }

    private static String name(String member) {
        String name = member.substring(2);
        return member.startsWith("k:") ? name + ":*" : name;
    }

    private Map<String, Double> read() {
        return redis.admin().zrangeWithScores("{hr:0}i", 0, -1).stream()
                .filter(tuple -> tuple.getElement().matches("(?s)[ak]:.*"))
                .collect(Collectors.toMap(Tuple::getElement, Tuple::getScore));
    }
}
