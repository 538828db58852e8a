package io.hibernateredis.internal.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An address behind which another server can be put: connections that are open stay where they are.
 */
final class Switch implements AutoCloseable {

    private final ServerSocket address;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    task -> {
                        var thread = new Thread(task, "switch");
                        thread.setDaemon(true);
                        return thread;
                    });
    private volatile int target;

    Switch(int target) throws IOException {
        this.target = target;
        this.address = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return address.getLocalPort();
    }

    void to(int port) {
        target = port;
    }

    private void accept() {
        while (!address.isClosed()) {
            try {
                var client = address.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                threads.execute(() -> pump(client, server));
                threads.execute(() -> pump(server, client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException ended) {
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
