package io.hibernateredis.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between clients and a server as a longer wire would: what either side sends is passed on
 * after half of the latency. What is sent in a row is delayed together, not one after the other.
 * Thread-safe.
 */
final class DelayProxy implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    /** Bytes and when to pass them on; none at the end of the stream. */
    private static final class Chunk {
        final byte[] bytes;
        final long due;

        Chunk(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    private final ServerSocket listening;
    private final Address server;
    private final long delayNanos;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private DelayProxy(ServerSocket listening, Address server, long delayNanos) {
        this.listening = listening;
        this.server = server;
        this.delayNanos = delayNanos;
    }

    /**
     * Opens a port of this machine.
     *
     * @param latency what a round trip takes in addition
     */
    static DelayProxy open(Address server, Duration latency) throws IOException {
        var listening = new ServerSocket(0, 100, InetAddress.getByName("localhost"));
        var proxy = new DelayProxy(listening, server, latency.toNanos() / 2);
        start(proxy::accept);
        return proxy;
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                sockets.add(client);
                try {
                    connect(client);
                } catch (IOException unreachable) {
                    end(client);
                }
            } catch (IOException closed) {
                // By close; the loop ends.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var behind = new Socket(server.host(), server.port());
        sockets.add(behind);
        client.setTcpNoDelay(true);
        behind.setTcpNoDelay(true);
        pass(client, behind);
        pass(behind, client);
    }

    private void pass(Socket from, Socket to) {
        var chunks = new LinkedBlockingQueue<Chunk>();
        start(() -> receive(from, chunks));
        start(() -> send(chunks, to));
    }

    private void receive(Socket from, BlockingQueue<Chunk> chunks) {
        var buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                var bytes = Arrays.copyOf(buffer, length);
                chunks.add(new Chunk(bytes, System.nanoTime() + delayNanos));
            }
        } catch (IOException broken) {
            // Its end is passed on.
        }
        chunks.add(new Chunk(new byte[0], System.nanoTime() + delayNanos));
    }

    private void send(BlockingQueue<Chunk> chunks, Socket to) {
        try {
            var out = to.getOutputStream();
            for (var chunk = chunks.take(); chunk.bytes.length > 0; chunk = chunks.take()) {
                long left = chunk.due - System.nanoTime();
                while (left > 0) {
                    LockSupport.parkNanos(left);
                    left = chunk.due - System.nanoTime();
                }
                out.write(chunk.bytes);
            }
        } catch (IOException broken) {
            // Either side is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(to);
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone anyway.
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "delay-proxy");
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
        Set.copyOf(sockets).forEach(this::end);
    }
}
