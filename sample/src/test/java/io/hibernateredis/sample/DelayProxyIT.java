package io.hibernateredis.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DelayProxyIT {
    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final int BYTES = 1 << 20;

    private ServerSocket echo;
    private DelayProxy proxy;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getByName("localhost"));
        var thread = new Thread(this::answer);
        thread.setDaemon(true);
        thread.start();
        proxy = DelayProxy.open(new Address("", "localhost", echo.getLocalPort(), ""), LATENCY);
    }

    private void answer() {
        while (!echo.isClosed()) {
            try (var client = echo.accept()) {
                client.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException closed) {
                // The next client, or the end.
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void roundTrip_takesTheLatency_andWhatIsSentInARowTakesItOnce() throws IOException {
        try (var client = new Socket("localhost", proxy.port())) {
            var out = client.getOutputStream();
            long begin = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                out.write(i);
            }
            byte[] answer = client.getInputStream().readNBytes(10);
            long nanos = System.nanoTime() - begin;

            assertThat(answer).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(nanos).isBetween(LATENCY.toNanos(), 5 * LATENCY.toNanos());
        }
    }

    @Test
    void bytes_ofAnyNumber_arriveUnchanged() throws IOException {
        byte[] sent = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            sent[i] = (byte) (i * 31 + (i >> 8));
        }
        try (var client = new Socket("localhost", proxy.port())) {
            var writer = new Thread(() -> write(client, sent));
            writer.start();
            assertThat(client.getInputStream().readNBytes(BYTES)).isEqualTo(sent);
        }
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void serverThatIsUnreachable_endsTheConnection() throws IOException {
        int unused;
        try (var closed = new ServerSocket(0)) {
            unused = closed.getLocalPort();
        }
        try (var toNothing = DelayProxy.open(new Address("", "localhost", unused, ""), LATENCY);
                var client = new Socket("localhost", toNothing.port())) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }
}
