package io.hibernateredis;

import org.jspecify.annotations.Nullable;

/**
 * Tells user and password of Redis, where they change: tokens that expire, passwords that are
 * rotated. Set as {@code hibernate.cache.redis.credentials_provider}.
 *
 * <p>It is asked for each new connection, by any thread, while that connects; so it must be
 * thread-safe, and answer within {@code read_timeout}: one that fetches its tokens keeps them for
 * as long as they are good. Connections that were authenticated before stay so until Redis closes
 * them.
 *
 * <p>If it throws, or returns null, there is no connection: reads are misses, and it is asked again
 * for the next one.
 */
@FunctionalInterface
public interface CredentialsProvider {

    /** User and password at present. */
    Credentials get();

    /**
     * User and password; {@link #toString} leaves the password out.
     *
     * @param user ACL user, or null for the default user
     * @param password or token
     */
    record Credentials(@Nullable String user, String password) {

        @Override
        public String toString() {
            return "user " + (user == null ? "default" : user);
        }
    }
}
