package io.hibernateredis.internal.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Those that know where a master is: Sentinels, or nodes of a cluster. They are asked one after the
 * other until most of all agree: one that is cut off from the others may still name a master of the
 * past. Used by one thread.
 */
final class Witnesses implements AutoCloseable {

    /** What they are asked. */
    interface Question {

        /** What they are, for messages. */
        String witness();

        /** What one says that knows no master. */
        String nothing();

        /**
         * Asks one of them.
         *
         * @param asked its address
         * @return where the master is; null if this one knows none
         */
        @Nullable HostAndPort ask(Connection connection, HostAndPort asked);
    }

    private final Question question;
    private final List<Witness> witnesses = new ArrayList<>();

    /** One of them, with a connection that is kept open. */
    private final class Witness {

        private final HostAndPort address;
        private final LimitedConnection.Maker connections;
        private @Nullable Connection connection;

        private Witness(HostAndPort address, LimitedConnection.Maker connections) {
            this.address = address;
            this.connections = connections;
        }

        private @Nullable HostAndPort ask() {
            boolean answered = false;
            try {
                if (connection == null) {
                    connection = connections.build();
                }
                HostAndPort named = question.ask(connection, address);
                answered = true;
                return named;
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
    Witnesses(
            List<HostAndPort> addresses,
            Question question,
            Function<HostAndPort, LimitedConnection.Maker> connections) {
        this.question = question;
        for (HostAndPort address : addresses) {
            witnesses.add(new Witness(address, connections.apply(address)));
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
        for (Witness each : List.copyOf(witnesses)) {
            HostAndPort named = asked(each, reasons);
            if (named != null && votes.merge(named, 1, Integer::sum) > witnesses.size() / 2) {
                return named;
            }
        }
        votes.forEach((named, number) -> reasons.add(number + " name " + named));
        throw new JedisConnectionException(
                "most "
                        + question.witness()
                        + "s do not name the same master: "
                        + String.join("; ", reasons));
    }

    private @Nullable HostAndPort asked(Witness witness, List<String> reasons) {
        try {
            HostAndPort named = witness.ask();
            if (named == null) {
                reasons.add(question.witness() + " " + witness.address + " " + question.nothing());
            }
            return named;
        } catch (JedisException | OversizedReplyException | ClassCastException e) {
            reasons.add(question.witness() + " " + witness.address + ": " + Reason.of(e));
            // The next time, those that answer come first.
            witnesses.remove(witness);
            witnesses.add(witness);
            return null;
        }
    }

    @Override
    public void close() {
        witnesses.forEach(Witness::disconnect);
    }
}
