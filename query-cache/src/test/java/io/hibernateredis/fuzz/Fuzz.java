package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Duel.Difference;
import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the fuzzer by hand: {@code play file}, or {@code seconds firstSeed model mode}. */
public final class Fuzz {

    private Fuzz() {}

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        var redis = RedisServer.start().uri();
        Rig rig =
                Boolean.getBoolean("fuzz.postgres")
                        ? Rig.postgres(redis, Postgres.start(Postgres.programs().orElseThrow()))
                        : Rig.h2(redis);
        if (arguments[0].equals("play")) {
            play(Path.of(arguments[1]), rig);
        } else {
            search(arguments, rig);
        }
        System.exit(0);
    }

    private static void play(Path file, Rig rig) throws Exception {
        Script script = Script.of(Files.readString(file));
        try (var duel = new Duel(script.model(), script.mode(), rig)) {
            System.out.println(
                    duel.play(script.steps())
                            .map(Difference::text)
                            .orElse("no difference, " + Coverage.of(duel)));
        }
    }

    private static void search(String[] arguments, Rig rig) {
        long seed = Long.parseLong(arguments[1]);
        try (var search = new Search(Models.valueOf(arguments[2]), Mode.of(arguments[3]), rig)) {
            long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000L;
            int known = 0;
            while (System.nanoTime() < end) {
                search.play(seed++);
                while (known < search.findings().size()) {
                    System.out.println(search.findings().get(known++));
                }
            }
            System.out.println(search);
        }
    }
}
