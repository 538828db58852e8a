package io.hibernateredis;

import java.util.List;

/**
 * Tells the keys that entries are encrypted with, where they are not to stand in settings: fetched
 * from a vault, or unwrapped. Set as {@code hibernate.cache.redis.encryption.key_provider}.
 *
 * <p>Each method is called once, when the session factory is built. What it returns is copied. If
 * it throws, the session factory is not built.
 */
public interface EncryptionKeys {

    /**
     * The keys of values, of 32 random bytes each, at least one: the first one is written with, all
     * are read with.
     */
    List<byte[]> valueKeys();

    /**
     * The key of names, 32 other random bytes, the same in all JVMs of a namespace: those of
     * another one share nothing, and keep each other from caching.
     */
    byte[] nameKey();
}
