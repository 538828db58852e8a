package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The Sentinels that know where a master is. They are asked one after the other until most of all
 * agree: one that is cut off from the others may still name a master of the past. Used by one
 * thread.
 */
final class Sentinels implements AutoCloseable {

    private final Servers servers;
    private final List<Sentinel> sentinels = new ArrayList<>();

    /** One of them, with a connection that is kept open. */
    private final class Sentinel {

        private final HostAndPort address;
        private final LimitedConnection.Maker connections;
        private @Nullable Connection connection;

        private Sentinel(HostAndPort address, LimitedConnection.Maker connections) {
            this.address = address;
            this.connections = connections;
        }

        /** Where the master is; null if this one knows none of its name. */
        private @Nullable HostAndPort ask() {
            boolean answered = false;
            try {
                if (connection == null) {
                    connection = connections.build();
                }
                connection.sendCommand(
                        Protocol.Command.SENTINEL,
                        "GET-MASTER-ADDR-BY-NAME",
                        Objects.requireNonNull(servers.master()));
                List<?> reply = (List<?>) connection.getOne();
                answered = true;
                return reply == null ? null : new HostAndPort(text(reply, 0), port(reply));
            } finally {
                if (!answered) {
                    disconnect();
                }
            }
        }

        private void disconnect() {
            Connection open = connection;
            connection = null;
            if (open != null) {
                Link.disconnect(open);
            }
        }
    }

    /**
     * @param connections makes connections to each
     */
    Sentinels(Servers servers, Function<HostAndPort, LimitedConnection.Maker> connections) {
        this.servers = servers;
        for (HostAndPort address : servers.addresses()) {
            sentinels.add(new Sentinel(address, connections.apply(address)));
        }
    }

    /**
     * Where most of them say that the master is.
     *
     * @throws JedisException if most of them do not say the same
     */
    HostAndPort master() {
        Map<HostAndPort, Integer> votes = new HashMap<>();
        var reasons = new ArrayList<String>();
        for (Sentinel each : List.copyOf(sentinels)) {
            HostAndPort named = asked(each, reasons);
            if (named != null && votes.merge(named, 1, Integer::sum) > sentinels.size() / 2) {
                return named;
            }
        }
        votes.forEach((named, number) -> reasons.add(number + " name " + named));
        throw new JedisConnectionException(
                "most Sentinels do not name the same master: " + String.join("; ", reasons));
    }

    private @Nullable HostAndPort asked(Sentinel sentinel, List<String> reasons) {
        try {
            HostAndPort named = sentinel.ask();
            if (named == null) {
                reasons.add(
                        "Sentinel %s knows no master named %s (%s)"
                                .formatted(
                                        sentinel.address,
                                        servers.master(),
                                        ConnectionSettings.URI_SETTING));
            }
            return named;
        } catch (JedisException | OversizedReplyException | ClassCastException e) {
            reasons.add("Sentinel " + sentinel.address + ": " + Reason.of(e));
            // The next time, those that answer come first.
            sentinels.remove(sentinel);
            sentinels.add(sentinel);
            return null;
        }
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

    @Override
    public void close() {
        sentinels.forEach(Sentinel::disconnect);
    }
}
