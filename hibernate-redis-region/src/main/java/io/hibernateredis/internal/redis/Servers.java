package io.hibernateredis.internal.redis;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * The addresses that are known: of the server itself, of the Sentinels that know where it is, or of
 * nodes of a cluster. Immutable; {@link #toString} leaves the password out.
 *
 * @param addresses at least one; exactly one if there is no {@code master}, and no cluster
 * @param cluster whether they are of nodes of a cluster
 * @param master the name under which Sentinels know the server; null if it is at the address
 * @param sentinelUser ACL user for the Sentinels, or null
 * @param sentinelPassword password for the Sentinels, or null for none
 */
public record Servers(
        List<HostAndPort> addresses,
        boolean cluster,
        @Nullable String master,
        @Nullable String sentinelUser,
        @Nullable String sentinelPassword) {

    public Servers {
        addresses = List.copyOf(addresses);
    }

    /** Whether others say where the server is. */
    boolean areWitnesses() {
        return cluster || master != null;
    }

    @Override
    public String toString() {
        String hosts =
                addresses.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
        if (cluster) {
            return "-cluster://" + hosts;
        }
        return master == null ? "://" + hosts : "-sentinel://" + hosts + "/" + master;
    }
}
