package io.hibernateredis.internal.redis;

import io.hibernateredis.CredentialsProvider;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How this JVM shows who it is, and Redis who that is. Immutable; {@link #toString} tells nothing.
 *
 * @param tls whether connections are encrypted ({@code rediss://}), those to Sentinels as well
 * @param user ACL user, or null for the default user
 * @param password or null for none
 * @param credentials asked for each connection in place of these two, or null
 * @param sockets makes encrypted sockets, or null for those of the JVM's trust store
 */
record Security(
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        @Nullable CredentialsProvider credentials,
        @Nullable SSLSocketFactory sockets) {

    Security {
        ConnectionSettings.require(
                credentials == null || (user == null && password == null),
                "hibernate.cache.redis.credentials_provider",
                "takes the place of user and password in " + ConnectionSettings.URI_SETTING,
                "set beside them");
    }

    @Override
    public String toString() {
        return tls ? "TLS" : "no TLS";
    }
}
