package io.hibernateredis.internal.outbox;

import java.time.Duration;

/**
 * What all JVMs that use a table have to agree upon. Immutable.
 *
 * @param used how long a look is used that shows no writer
 * @param waits how long a writer waits after it is present: a little longer, since clocks do not
 *     run alike
 * @param touches how often it gives a sign of life
 * @param confirmed how long after the last one it writes rows
 * @param dead how long after the last one others forget it: a commit takes no longer than the rest,
 *     which is the longest lease
 * @param lingers how long it stays present when it owes nothing any more
 */
record Terms(
        Duration used,
        Duration waits,
        Duration touches,
        Duration confirmed,
        Duration dead,
        Duration lingers) {

    static final Terms AGREED =
            new Terms(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(1100),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(2));
}
