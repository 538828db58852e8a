package io.hibernateredis.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between the JVMs and Redis and makes the network bad: messages are late in both
 * directions, and some arrive only after the client has given up, so that they run unseen. One
 * connection to the server for each of a client, closed together. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int redisPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** Of a thousand messages, so many are late by up to {@link #lateMicros}. */
    public volatile int latePerMille;

    public volatile int lateMicros;

    /** Of a hundred thousand messages, so many are held back longer than a client waits. */
    volatile int heldPerHundredThousand;

    volatile int heldMillis = 400;

    /** Whether nothing passes to or from those that have subscribed to invalidations. */
    volatile boolean holdsEvents;

    /** Whether nothing passes but to and from those that have subscribed to invalidations. */
    volatile boolean holdsAllElse;

    private volatile boolean cut;

    private final Set<Socket> subscribed = ConcurrentHashMap.newKeySet();

    public FaultProxy(int redisPort) {
        this.redisPort = redisPort;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("proxy", this::accept);
    }

    public String uri() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    private static void start(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (cut) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException closed) {
                // By close, or by the client.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var redis = new Socket();
        try {
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            redis.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), redisPort), 1000);
        } catch (IOException down) {
            client.close();
            return;
        }
        sockets.add(client);
        sockets.add(redis);
        start("proxy-to-redis", () -> pump(client, redis, true));
        start("proxy-to-client", () -> pump(redis, client, false));
    }

    /** What a client sent before it gave up still reaches Redis; the other way nothing is kept. */
    private void pump(Socket from, Socket to, boolean requests) {
        var buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                if (requests && new String(buffer, 0, length, ISO_8859_1).contains("SUBSCRIBE")) {
                    subscribed.addAll(Set.of(from, to));
                }
                delay();
                while ((subscribed.contains(from) ? holdsEvents : holdsAllElse) && !to.isClosed()) {
                    pause(1000);
                }
                out.write(buffer, 0, length);
                out.flush();
            }
            if (requests) {
                to.shutdownOutput();
                return;
            }
        } catch (IOException broken) {
            // Either side is gone.
        }
        close(from);
        close(to);
    }

    private void delay() {
        var random = ThreadLocalRandom.current();
        if (heldPerHundredThousand > 0 && random.nextInt(100_000) < heldPerHundredThousand) {
            pause(TimeUnit.MILLISECONDS.toMicros(heldMillis));
        } else if (latePerMille > 0 && random.nextInt(1000) < latePerMille) {
            pause(random.nextInt(lateMicros));
        }
    }

    private static void pause(long micros) {
        long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        subscribed.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone anyway.
        }
    }

    /** Those that have subscribed lose their connections. */
    void breakEvents() {
        Set.copyOf(subscribed).forEach(this::close);
    }

    /** No connection is possible any more. */
    public void cut() {
        cut = true;
        Set.copyOf(sockets).forEach(this::close);
    }

    public void restore() {
        cut = false;
        holdsAllElse = false;
    }

    @Override
    public void close() {
        holdsEvents = false;
        holdsAllElse = false;
        try {
            server.close();
        } catch (IOException e) {
            // It is gone anyway.
        }
        Set.copyOf(sockets).forEach(this::close);
    }
}
