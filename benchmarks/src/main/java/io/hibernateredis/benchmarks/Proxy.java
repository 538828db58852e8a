package io.hibernateredis.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between clients and a server: counts round trips, and can make them longer. Thread-safe.
 *
 * <p>A round trip begins with what a client sends on a connection after the server has last
 * answered on it, so a pipeline counts as one. What a client sends is passed on one {@linkplain
 * #delay delay} after its arrival; what follows on the same connection is not held up further.
 */
final class Proxy implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final ServerSocket listening;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final LongAdder roundTrips = new LongAdder();
    private final CommandCounter commands = new CommandCounter();
    private final boolean speaksRedis;
    private volatile long delayNanos;

    private Proxy(ServerSocket listening, int serverPort, boolean speaksRedis) {
        this.listening = listening;
        this.speaksRedis = speaksRedis;
        this.serverPort = serverPort;
    }

    /**
     * Opens a port.
     *
     * @param speaksRedis whether what passes are commands of Redis, to be counted
     */
    static Proxy open(int serverPort, boolean speaksRedis) throws IOException {
        var listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        var proxy = new Proxy(listening, serverPort, speaksRedis);
        start(proxy::accept);
        return proxy;
    }

    int port() {
        return listening.getLocalPort();
    }

    long roundTrips() {
        return roundTrips.sum();
    }

    /** The commands that clients sent so far, by name. */
    Map<String, Double> commands() {
        return commands.counts();
    }

    /** Makes each round trip longer by as much. */
    void delay(Duration delay) {
        delayNanos = delay.toNanos();
    }

    /** What a client sent at a time, and when it is passed on; nothing at the client's end. */
    private static final class Chunk {
        final byte[] bytes;
        final long due;

        Chunk(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException closed) {
                // By close, or by the client.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        for (Socket socket : new Socket[] {client, server}) {
            socket.setTcpNoDelay(true);
            sockets.add(socket);
        }
        var answered = new AtomicBoolean(true);
        var requests = new LinkedBlockingQueue<Chunk>();
        start(() -> receive(client, requests, answered));
        start(() -> passOn(requests, server));
        start(() -> answer(server, client, answered));
    }

    private void receive(Socket client, BlockingQueue<Chunk> requests, AtomicBoolean answered) {
        var buffer = new byte[BUFFER];
        var stream = commands.stream();
        try {
            InputStream in = client.getInputStream();
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                if (answered.getAndSet(false)) {
                    roundTrips.increment();
                }
                if (speaksRedis) {
                    stream.sent(buffer, length);
                }
                var bytes = Arrays.copyOf(buffer, length);
                requests.add(new Chunk(bytes, System.nanoTime() + delayNanos));
            }
        } catch (IOException broken) {
            // Either side is gone.
        }
        requests.add(new Chunk(new byte[0], 0));
    }

    private void passOn(BlockingQueue<Chunk> requests, Socket server) {
        try {
            var out = server.getOutputStream();
            for (Chunk chunk = requests.take(); chunk.bytes.length > 0; chunk = requests.take()) {
                for (long left = chunk.due - System.nanoTime();
                        left > 0;
                        left = chunk.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(chunk.bytes);
            }
        } catch (IOException broken) {
            // Either side is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(server);
    }

    private void answer(Socket server, Socket client, AtomicBoolean answered) {
        var buffer = new byte[BUFFER];
        try {
            InputStream in = server.getInputStream();
            var out = client.getOutputStream();
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                answered.set(true);
                out.write(buffer, 0, length);
            }
        } catch (IOException broken) {
            // Either side is gone.
        }
        close(client);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone anyway.
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set.copyOf(sockets).forEach(this::close);
    }
}
