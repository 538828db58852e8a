package io.hibernateredis.internal.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hibernateredis.internal.codec.Digests;
import io.hibernateredis.internal.protocol.Scripts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Stands between a JVM and Redis, and tells its connections apart: each kind can be held back, or
 * cut off, alone. Thread-safe.
 */
final class Gates implements AutoCloseable {

    /** What a connection is for. */
    enum Kind {
        /** The subscription to what is published. */
        EVENTS,
        /** The calls of the mirror. */
        CALLS,
        /** All others, and those that have not said yet what they are for. */
        OTHERS
    }

    /** The SHA-1 of the script by which a mirror calls. */
    private static final String FOLLOW = Digests.sha1Hex(source("index.lua", "follow.lua"));

    private final ServerSocket address;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Set<Kind> held = ConcurrentHashMap.newKeySet();
    private final Set<Kind> refused = ConcurrentHashMap.newKeySet();
    private final Map<Kind, Integer> opened = new ConcurrentHashMap<>();

    Gates(int target) {
        this.target = target;
        try {
            this.address = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("gates", this::accept);
    }

    private static byte[] source(String... files) {
        var source = new ByteArrayOutputStream();
        for (String file : files) {
            try (InputStream in = Scripts.class.getResourceAsStream(file)) {
                in.transferTo(source);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return source.toByteArray();
    }

    int port() {
        return address.getLocalPort();
    }

    /** How many connections of a kind there have been. */
    int opened(Kind kind) {
        return opened.getOrDefault(kind, 0);
    }

    /** Nothing passes on connections of some kinds, until {@link #open}. */
    void hold(Kind... kinds) {
        held.addAll(Set.of(kinds));
    }

    /** Nothing passes any more on the connections that are there now; new ones work. */
    void freeze(Kind... kinds) {
        for (Link link : links) {
            link.frozen |= Set.of(kinds).contains(link.kind);
        }
    }

    /** Connections of some kinds break, and new ones as well, until {@link #open}. */
    void cut(Kind... kinds) {
        refused.addAll(Set.of(kinds));
        links.stream().filter(link -> refused.contains(link.kind)).forEach(Link::close);
    }

    void open() {
        held.clear();
        refused.clear();
        synchronized (held) {
            held.notifyAll();
        }
    }

    private static void start(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!address.isClosed()) {
            try {
                var link = new Link(address.accept());
                links.add(link);
                start("gate-in", () -> link.pump(link.client, link.server, true));
                start("gate-out", () -> link.pump(link.server, link.client, false));
            } catch (IOException closed) {
                // By close, or because the server is down.
            }
        }
    }

    private final class Link {

        private final Socket client;
        private final Socket server;
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile Kind kind = Kind.OTHERS;
        private volatile boolean frozen;
        private boolean told;

        Link(Socket client) throws IOException {
            this.client = client;
            client.setTcpNoDelay(true);
            try {
                this.server = new Socket(InetAddress.getLoopbackAddress(), target);
                server.setTcpNoDelay(true);
            } catch (IOException down) {
                client.close();
                throw down;
            }
        }

        void pump(Socket from, Socket to, boolean requests) {
            var buffer = new byte[64 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                    if (requests && !told) {
                        learn(new String(buffer, 0, length, ISO_8859_1));
                    }
                    awaitPassage();
                    out.write(buffer, 0, length);
                }
            } catch (IOException | InterruptedException ended) {
                // As connections do.
            } finally {
                close();
            }
        }

        /** By the first script, or the subscription, that is asked for. */
        private void learn(String request) {
            int script = request.indexOf("EVALSHA");
            if (request.contains("SUBSCRIBE")) {
                told(Kind.EVENTS);
            } else if (script >= 0) {
                boolean calls = request.startsWith(FOLLOW, request.indexOf('$', script) + 5);
                told(calls ? Kind.CALLS : Kind.OTHERS);
            }
        }

        private void told(Kind its) {
            kind = its;
            told = true;
            opened.merge(its, 1, Integer::sum);
        }

        private void awaitPassage() throws IOException, InterruptedException {
            if (refused.contains(kind)) {
                throw new IOException("refused");
            }
            if (frozen) {
                closed.await();
            }
            synchronized (held) {
                while (held.contains(kind) && closed.getCount() > 0) {
                    held.wait(1000);
                }
            }
        }

        void close() {
            closed.countDown();
            links.remove(this);
            try (client;
                    server) {
                // Both are closed.
            } catch (IOException e) {
                // It is gone anyway.
            }
        }
    }

    @Override
    public void close() {
        try {
            address.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(Link::close);
        open();
    }
}
