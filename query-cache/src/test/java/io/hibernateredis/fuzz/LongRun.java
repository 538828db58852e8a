package io.hibernateredis.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plays new scripts on one mapping after the other, for as long as is asked. H2 can spin without
 * end on a row that two of its transactions want; such a script is told, and its databases are shut
 * down.
 */
final class LongRun {

    /** Those of {@code -Dfuzz.models=BAGS,KEYS}, or all. */
    private static final List<Models> MODELS =
            Stream.of(System.getProperty("fuzz.models", "").split(",", 0))
                    .filter(name -> !name.isBlank())
                    .map(Models::valueOf)
                    .collect(
                            Collectors.collectingAndThen(
                                    Collectors.toList(),
                                    named -> named.isEmpty() ? List.of(Models.values()) : named));

    private static final int TURN = 400;

    /** What makes a difference is made small, which takes its time. */
    private static final int LONGEST_MINUTES = 10;

    private static final int ALL = Integer.getInteger("fuzz.modes", Mode.OUTSIDER * 2 - 1);

    private final Rig rig;
    private final List<String> findings = new ArrayList<>();
    private long seed;

    LongRun(Rig rig, long seed) {
        this.rig = rig;
        this.seed = seed;
    }

    void play(long duration, TimeUnit unit) throws Exception {
        long end = System.nanoTime() + unit.toNanos(duration);
        for (int turn = 0; System.nanoTime() < end; turn++) {
            Models model = MODELS.get(turn % MODELS.size());
            playTurn(model, Mode.of((turn / MODELS.size() + turn) & ALL), end);
        }
        assertThat(findings).isEmpty();
    }

    private void playTurn(Models model, Mode mode, long end) throws Exception {
        Search search = new Search(model, mode, rig);
        boolean hung = false;
        for (int i = 0; i < TURN && !hung && System.nanoTime() < end; i++) {
            hung = !hasEnded(search, seed++);
        }
        System.out.println(search);
        search.findings().forEach(System.out::println);
        findings.addAll(search.findings());
        if (!hung) {
            search.close();
        }
    }

    private boolean hasEnded(Search search, long script) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> search.play(script), null);
        Thread player = new Thread(task, "script " + script);
        player.setDaemon(true);
        player.start();
        for (int minute = 1; ; minute++) {
            try {
                task.get(1, TimeUnit.MINUTES);
                return true;
            } catch (TimeoutException e) {
                StackTraceElement[] stack = player.getStackTrace();
                boolean spins = stack.length > 0 && stack[0].getClassName().startsWith("org.h2.");
                if (spins || minute == LONGEST_MINUTES) {
                    told(player, stack, spins);
                    search.abandon();
                    return false;
                }
            }
        }
    }

    private void told(Thread player, StackTraceElement[] stack, boolean spins) {
        String text = "%s hangs in%n%s".formatted(player.getName(), Arrays.toString(stack));
        System.out.println(text);
        if (!spins) {
            findings.add(text);
        }
    }
}
