package io.hibernateredis.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server as managed services offer it: a proxy in front of a real one, which refuses commands and
 * long ones, and shows little of {@code INFO}. Thread-safe.
 */
public final class ManagedRedis implements AutoCloseable {

    /** As some services have it. */
    public static final int MOST_ARGUMENTS = 4000;

    private static final Set<String> REFUSED =
            Set.of(
                    "ACL",
                    "BGSAVE",
                    "CLIENT",
                    "CONFIG",
                    "DEBUG",
                    "LATENCY",
                    "MEMORY",
                    "MIGRATE",
                    "MODULE",
                    "MONITOR",
                    "REPLICAOF",
                    "SAVE",
                    "SELECT",
                    "SHUTDOWN",
                    "SLOWLOG",
                    "SWAPDB",
                    "SYNC",
                    "WAIT");

    private static final Set<String> SHOWN =
            Set.of("redis_version", "redis_mode", "role", "connected_slaves", "master_replid");

    private final ServerSocket server;
    private final int redisPort;

    /** Lines of INFO that are replaced, by their names. */
    private final Map<String, String> replaced;

    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger mostSeen = new AtomicInteger();

    /**
     * @param replaced lines of {@code INFO} that are shown otherwise, or not at all if empty
     */
    public ManagedRedis(int redisPort, Map<String, String> replaced) {
        this.redisPort = redisPort;
        this.replaced = replaced;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public String uri() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    /** Names of the commands that were refused; of those with too many arguments, the number. */
    public Set<String> refused() {
        return refused;
    }

    /** The most arguments that a command has had. */
    public int mostArguments() {
        return mostSeen.get();
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "managed-redis");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                start(() -> serve(client));
            } catch (IOException closed) {
                // By close.
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
            sockets.add(redis);
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            var in = new BufferedInputStream(client.getInputStream());
            var out = new BufferedOutputStream(client.getOutputStream());
            var fromRedis = new BufferedInputStream(redis.getInputStream());
            while (true) {
                List<byte[]> command = command(in);
                String name = new String(command.get(0), ISO_8859_1).toUpperCase(Locale.ROOT);
                mostSeen.accumulateAndGet(command.size(), Math::max);
                String refusal = refusal(name, command);
                if (refusal != null) {
                    out.write(("-" + refusal + "\r\n").getBytes(ISO_8859_1));
                } else {
                    send(command, redis.getOutputStream());
                    out.write(name.equals("INFO") ? info(fromRedis) : reply(fromRedis));
                }
                if (in.available() == 0) {
                    out.flush();
                }
                if (name.equals("SUBSCRIBE")) {
                    out.flush();
                    pump(fromRedis, out);
                }
            }
        } catch (IOException ended) {
            sockets.remove(client);
        }
    }

    private String refusal(String name, List<byte[]> command) {
        if (command.size() > MOST_ARGUMENTS) {
            refused.add(name + " with " + command.size() + " arguments");
            return "ERR too many arguments";
        }
        if (REFUSED.contains(name)) {
            refused.add(name);
            return "ERR unknown command '" + name + "'";
        }
        return null;
    }

    private byte[] info(InputStream in) throws IOException {
        String text = new String(reply(in), ISO_8859_1);
        var shown = new StringBuilder();
        for (String line : text.substring(text.indexOf("\r\n") + 2).split("\r\n")) {
            String name = line.split(":", 2)[0];
            String other = replaced.get(name);
            if (other == null && SHOWN.contains(name)) {
                shown.append(line).append("\r\n");
            } else if (other != null && !other.isEmpty()) {
                shown.append(name).append(':').append(other).append("\r\n");
            }
        }
        return ("$" + shown.length() + "\r\n" + shown + "\r\n").getBytes(ISO_8859_1);
    }

    private static void pump(InputStream from, OutputStream to) throws IOException {
        while (true) {
            to.write(reply(from));
            to.flush();
        }
    }

    private static List<byte[]> command(InputStream in) throws IOException {
        int size = Integer.parseInt(line(in).substring(1));
        List<byte[]> parts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int length = Integer.parseInt(line(in).substring(1));
            parts.add(in.readNBytes(length));
            in.skipNBytes(2);
        }
        return parts;
    }

    private static void send(List<byte[]> command, OutputStream to) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + command.size() + "\r\n").getBytes(ISO_8859_1));
        for (byte[] part : command) {
            bytes.writeBytes(("$" + part.length + "\r\n").getBytes(ISO_8859_1));
            bytes.writeBytes(part);
            bytes.writeBytes(new byte[] {'\r', '\n'});
        }
        bytes.writeTo(to);
    }

    private static byte[] reply(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        copy(in, bytes);
        return bytes.toByteArray();
    }

    private static void copy(InputStream in, ByteArrayOutputStream to) throws IOException {
        String line = line(in);
        to.writeBytes((line + "\r\n").getBytes(ISO_8859_1));
        char type = line.charAt(0);
        if (type == '$' || type == '*') {
            int size = Integer.parseInt(line.substring(1));
            if (type == '$' && size >= 0) {
                to.writeBytes(in.readNBytes(size + 2));
            }
            for (int i = 0; type == '*' && i < size; i++) {
                copy(in, to);
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket each : sockets) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
