package io.hibernateredis.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.spi.URLStreamHandlerProvider;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Handles URLs of the protocol {@code ftp} in tests: counts how often the address of their host is
 * asked for, and answers that the name does not resolve. Registered as a service.
 */
public final class CountedLookups extends URLStreamHandlerProvider {

    private static final AtomicInteger LOOKUPS = new AtomicInteger();

    /** How often the address of a host was asked for in this JVM. */
    public static int count() {
        return LOOKUPS.get();
    }

    @Override
    public URLStreamHandler createURLStreamHandler(String protocol) {
        return protocol.equals("ftp") ? new Handler() : null;
    }

    private static final class Handler extends URLStreamHandler {

        @Override
        protected InetAddress getHostAddress(URL url) {
            LOOKUPS.incrementAndGet();
            return null;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            throw new IOException("no test connects to " + url.getProtocol());
        }
    }
}
