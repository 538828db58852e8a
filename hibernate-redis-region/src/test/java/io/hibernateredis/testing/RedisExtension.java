package io.hibernateredis.testing;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.Jedis;

/**
 * Gives a test class a real Redis, flushed before each test. Register it in a static field.
 *
 * <p>The server is shared by the classes of a JVM, and is the one that the environment variable
 * {@code HIBERNATE_REDIS_TEST_URI} names, else a child process; or, {@linkplain
 * #ownServer(String...) on request}, a child process for this class alone, which it may pause and
 * kill.
 */
public final class RedisExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private static final String URI_VARIABLE = "HIBERNATE_REDIS_TEST_URI";

    private final boolean owned;
    private final String[] extraArguments;
    private RedisServer server;
    private Jedis admin;
    private int adminOfLaunch;

    /** Uses the shared server. */
    public RedisExtension() {
        this(false);
    }

    private RedisExtension(boolean owned, String... extraArguments) {
        this.owned = owned;
        this.extraArguments = extraArguments;
    }

    /**
     * Starts a server for this class alone, whatever the environment names. What a test leaves
     * paused or dead is brought back before the next.
     */
    public static RedisExtension ownServer(String... extraArguments) {
        return new RedisExtension(true, extraArguments);
    }

    public URI uri() {
        return owned ? server.uri() : Shared.uri();
    }

    /** The class's own server. */
    public RedisServer server() {
        if (!owned) {
            throw new IllegalStateException(
                    "a shared server must not be paused or killed: use RedisExtension.ownServer()");
        }
        return server;
    }

    /** A plain connection, beside all of the cache's, replaced when the server was restarted. */
    public Jedis admin() {
        int launches = owned ? server.launches() : 0;
        if (admin != null && launches != adminOfLaunch) {
            disconnect();
        }
        if (admin == null) {
            admin = RedisServer.connect(uri());
            adminOfLaunch = launches;
        }
        return admin;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (owned && server == null) {
            server = RedisServer.start(extraArguments);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (owned) {
            server.ensureRunning();
        }
        disconnect();
        admin().flushAll();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        disconnect();
        if (server != null) {
            server.close();
            server = null;
        }
    }

    private void disconnect() {
        if (admin != null) {
            admin.close();
            admin = null;
        }
    }

    private static final class Shared {
        private static final URI SERVER =
                Optional.ofNullable(System.getenv(URI_VARIABLE))
                        .map(URI::create)
                        .orElseGet(() -> RedisServer.start().uri());

        static URI uri() {
            return SERVER;
        }
    }
}
