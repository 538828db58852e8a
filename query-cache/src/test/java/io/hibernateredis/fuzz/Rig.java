package io.hibernateredis.fuzz;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** The servers of a run. */
record Rig(URI redis, IntFunction<String> urls) {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** On H2, which gives up at once on a row that another session has locked. */
    static Rig h2(URI redis) {
        return new Rig(
                redis, number -> "jdbc:h2:mem:fuzz" + number + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=1");
    }

    /** A database that is used by nothing else. */
    Database database(Mode mode) {
        String url = urls.apply(COUNT.incrementAndGet());
        return new Database(url, mode.isolation(url.startsWith("jdbc:h2:")));
    }
}
