package io.hibernateredis.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.proof.Domain.Kind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** What lies in Redis of a subject, for the report of a violation. */
final class RedisContent {

    private RedisContent() {}

    /** One line a key or member: control members, the subject's tags and entries. */
    static List<String> of(String uri, String namespace, int subject) {
        String shard = "{" + namespace + ":0}";
        String kind = Kind.values()[subject / 1024].name();
        String name = kind.substring(0, 1) + kind.substring(1).toLowerCase(Locale.ROOT);
        name = name.startsWith("Pair") ? "Pair" : name.equals("Marks") ? "Box" : name;
        List<String> lines = new ArrayList<>();
        try (var redis = new Jedis(URI.create(uri), 1000)) {
            for (var tag : redis.zrangeWithScores(shard + "i", 0, -1)) {
                lines.add(String.format("i %s = %.0f", tag.getElement(), tag.getScore()));
            }
            for (var tag : redis.zrangeWithScores(shard + "d", 0, -1)) {
                if (tag.getElement().contains(name)) {
                    lines.add(String.format("d %s = %.0f", tag.getElement(), tag.getScore()));
                }
            }
            redis.hgetAll(shard + "f").forEach((tag, writers) -> lines.add("f " + tag + writers));
            lines.add("longest lease " + redis.get(shard + "b"));
            for (String key : redis.keys("*" + name + "*#" + subject % 1024)) {
                byte[] bytes = redis.get(key.getBytes(UTF_8));
                if (bytes != null && bytes.length >= 17) {
                    var header = ByteBuffer.wrap(bytes, 1, 16);
                    lines.add(
                            String.format(
                                    "entry %s: nonce %d, loaded %d, %d bytes",
                                    key, header.getLong(), header.getLong(), bytes.length));
                }
            }
        } catch (JedisException e) {
            lines.add("Redis does not tell: " + e.getMessage());
        }
        return lines;
    }
}
