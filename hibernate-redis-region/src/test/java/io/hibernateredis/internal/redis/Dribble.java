package io.hibernateredis.internal.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A way to a server on which answers come a byte at a time, from some moment on. */
final class Dribble implements AutoCloseable {

    private final ServerSocket address;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Duration pause = Duration.ZERO;

    Dribble(int target) throws IOException {
        this.target = target;
        this.address = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + address.getLocalPort();
    }

    void slowDown(Duration aByte) {
        pause = aByte;
    }

    private void accept() {
        while (!address.isClosed()) {
            try {
                var client = address.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                threads.execute(() -> pump(client, server, false));
                threads.execute(() -> pump(server, client, true));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean slowly) {
        byte[] bytes = new byte[8192];
        try (from;
                to) {
            while (true) {
                int read = from.getInputStream().read(bytes);
                if (read < 0) {
                    return;
                }
                int step = slowly && !pause.isZero() ? 1 : read;
                for (int at = 0; at < read; at += step) {
                    TimeUnit.NANOSECONDS.sleep(slowly ? pause.toNanos() : 0);
                    to.getOutputStream().write(bytes, at, step);
                }
            }
        } catch (IOException | InterruptedException ended) {
            // as connections do
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            address.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
