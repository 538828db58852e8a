package io.hibernateredis.spring.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Encrypts the connections to a Redis, with a certificate that only its own trust store knows. */
final class TlsFront implements AutoCloseable {

    static final String PASSWORD = "changeit";

    private final URI redis;
    private final Path store;
    private final SSLServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private TlsFront(URI redis, Path store, SSLServerSocket listening) {
        this.redis = redis;
        this.store = store;
        this.listening = listening;
        threads.execute(this::accept);
    }

    /**
     * @param names the subject alternative names of the certificate, as keytool has them
     */
    static TlsFront of(URI redis, Path directory, String names) {
        try {
            Path store = Files.createTempDirectory(directory, "tls").resolve("keys.p12");
            String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            var process =
                    new ProcessBuilder(
                                    keytool,
                                    "-genkeypair",
                                    "-alias",
                                    "redis",
                                    "-keyalg",
                                    "EC",
                                    "-dname",
                                    "CN=redis",
                                    "-ext",
                                    "SAN=" + names,
                                    "-storetype",
                                    "PKCS12",
                                    "-keystore",
                                    store.toString(),
                                    "-storepass",
                                    PASSWORD)
                            .redirectErrorStream(true)
                            .start();
            process.getInputStream().readAllBytes();
            process.waitFor();
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new TlsFront(
                    redis,
                    store,
                    (SSLServerSocket)
                            context.getServerSocketFactory()
                                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The properties of a bundle that trusts the certificate. */
    String[] bundle(String name) {
        String prefix = "spring.ssl.bundle.jks." + name + ".truststore.";
        return new String[] {
            prefix + "location=file:" + store,
            prefix + "password=" + PASSWORD,
            prefix + "type=PKCS12"
        };
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(redis.getHost(), redis.getPort());
                threads.execute(() -> copy(client, server));
                threads.execute(() -> copy(server, client));
            } catch (IOException e) {
                // closed, or a client that did not finish its handshake
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // the other side has gone
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
