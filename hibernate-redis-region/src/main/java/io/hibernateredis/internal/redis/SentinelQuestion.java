package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/** Asks Sentinels for the master of a name. Immutable. */
record SentinelQuestion(String master) implements Witnesses.Question {

    @Override
    public String witness() {
        return "Sentinel";
    }

    @Override
    public String nothing() {
        return "knows no master named %s (%s)".formatted(master, ConnectionSettings.URI_SETTING);
    }

    @Override
    public @Nullable HostAndPort ask(Connection connection, HostAndPort asked) {
        connection.sendCommand(Protocol.Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", master);
        List<?> reply = (List<?>) connection.getOne();
        return reply == null ? null : new HostAndPort(text(reply, 0), port(reply));
    }

    private static String text(List<?> reply, int position) {
        return new String((byte[]) reply.get(position), UTF_8);
    }

    private static int port(List<?> reply) {
        try {
            return Integer.parseInt(text(reply, 1));
        } catch (NumberFormatException e) {
            throw new JedisException("names a master at an invalid port", e);
        }
    }
}
