package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A Lua script, called by its SHA-1 and sent whole only when the server does not know it.
 * Immutable.
 */
public final class Script {

    private final String name;
    private final byte[] source;
    private final byte[] sha1;

    private Script(String name, byte[] source) {
        this.name = name;
        this.source = source;
        this.sha1 = Digests.sha1Hex(source).getBytes(US_ASCII);
    }

    /**
     * Reads a script from files beside a class, put together in the order given.
     *
     * @throws IllegalArgumentException if a file is not there
     */
    public static Script load(Class<?> beside, String name, String... files) {
        var source = new java.io.ByteArrayOutputStream();
        for (String file : files) {
            try (InputStream in = beside.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalArgumentException(
                            "script " + file + " is not beside " + beside.getName());
                }
                in.transferTo(source);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Script(name, source.toByteArray());
    }

    /**
     * A script with one passage replaced, for tests that take a guard away; fails unless the
     * passage is there once.
     */
    public Script replacing(String passage, String replacement) {
        String text = new String(source, UTF_8);
        int at = text.indexOf(passage);
        if (at < 0 || text.indexOf(passage, at + 1) >= 0) {
            throw new IllegalArgumentException(
                    "script " + name + " does not hold exactly once: " + passage);
        }
        return new Script(name, text.replace(passage, replacement).getBytes(UTF_8));
    }

    byte[] source() {
        return source;
    }

    byte[] sha1() {
        return sha1;
    }

    @Override
    public String toString() {
        return name;
    }
}
