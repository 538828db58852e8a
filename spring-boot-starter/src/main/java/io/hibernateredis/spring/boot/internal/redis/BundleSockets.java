package io.hibernateredis.spring.boot.internal.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/** Makes sockets with the key material, the ciphers and the protocols of an SSL bundle. */
public final class BundleSockets extends SSLSocketFactory {

    private final SSLSocketFactory sockets;
    private final SslOptions options;

    public BundleSockets(SslBundle bundle) {
        this.sockets = bundle.createSslContext().getSocketFactory();
        this.options = bundle.getOptions();
    }

    private Socket restricted(Socket socket) {
        if (socket instanceof SSLSocket encrypted) {
            String[] ciphers = options.getCiphers();
            String[] protocols = options.getEnabledProtocols();
            if (ciphers != null) {
                encrypted.setEnabledCipherSuites(ciphers);
            }
            if (protocols != null) {
                encrypted.setEnabledProtocols(protocols);
            }
        }
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return restricted(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
            throws IOException {
        return restricted(sockets.createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return restricted(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return restricted(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return restricted(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return restricted(sockets.createSocket(host, port, local, localPort));
    }
}
