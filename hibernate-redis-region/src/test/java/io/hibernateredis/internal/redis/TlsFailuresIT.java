package io.hibernateredis.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What is said when an encrypted connection cannot be had. */
class TlsFailuresIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path directory;

    @Test
    void certificateThatIsNotTrusted_isSaidToBe() throws Exception {
        var threads = Executors.newCachedThreadPool();
        try (var address = listenWithACertificateOfItsOwn()) {
            threads.execute(() -> greet(address));
            try (var server =
                    RedisServer.at(
                            ConnectionSettings.of(
                                    "rediss://127.0.0.1:" + address.getLocalPort(),
                                    LONG,
                                    LONG,
                                    LONG,
                                    1),
                            List.of())) {
                assertThatThrownBy(() -> server.exchange(id -> List.of()))
                        .isInstanceOf(RedisUnavailableException.class)
                        .hasMessageContaining("TLS failed")
                        .hasMessageContaining("certification path")
                        .hasMessageContaining("not trusted")
                        .hasMessageContaining("javax.net.ssl.trustStore");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void socketsOfTheApplication_trustItsCertificate_forItsHostAlone() throws Exception {
        var threads = Executors.newCachedThreadPool();
        try (var address = listenWithACertificateOfItsOwn()) {
            threads.execute(() -> greet(address));
            assertThatThrownBy(() -> connect("127.0.0.1", address))
                    .hasMessageNotContaining("TLS failed");
            assertThatThrownBy(() -> connect("localhost", address))
                    .hasMessageContaining("TLS failed")
                    .hasMessageContaining("localhost");
        } finally {
            threads.shutdownNow();
        }
    }

    /** The server closes the connection after the handshake. */
    private void connect(String host, SSLServerSocket address) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(
                KeyStore.getInstance(
                        directory.resolve("keys.p12").toFile(), "secret".toCharArray()));
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var settings =
                ConnectionSettings.of(
                        "rediss://" + host + ":" + address.getLocalPort(), LONG, LONG, LONG, 1);
        try (var server = RedisServer.at(settings.with(context.getSocketFactory()), List.of())) {
            server.exchange(id -> List.of());
        }
    }

    @Test
    void certificateOfAnotherHost_isSaidToBe() {
        var bottom = new CertificateException("No name matching redis.example.com found");
        var failure = new JedisConnectionException(new SSLHandshakeException("failed"));
        failure.getCause().initCause(bottom);

        assertThat(Reason.of(failure))
                .contains("No name matching redis.example.com found")
                .contains("another host");
    }

    @Test
    void failureThatHasNoMore_isSaidAsItIs() {
        assertThat(Reason.of(new JedisConnectionException("Failed to connect to h:1.")))
                .isEqualTo("Failed to connect to h:1");
    }

    private static void greet(SSLServerSocket address) {
        while (!address.isClosed()) {
            try (SSLSocket client = (SSLSocket) address.accept()) {
                client.startHandshake();
            } catch (IOException refused) {
                // as it is to be
            }
        }
    }

    private SSLServerSocket listenWithACertificateOfItsOwn() throws Exception {
        Path file = directory.resolve("keys.p12");
        var made =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "redis",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "secret",
                                "-keystore",
                                file.toString())
                        .inheritIO()
                        .start();
        assertThat(made.waitFor()).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, "secret".toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }
}
