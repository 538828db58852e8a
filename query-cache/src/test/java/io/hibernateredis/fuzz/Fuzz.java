package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Duel.Difference;
import io.hibernateredis.testing.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Runs the fuzzer by hand: {@code seconds firstSeed [model [mode]]}, or {@code play file}. */
public final class Fuzz {

    private Fuzz() {}

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        Rig rig = Rig.h2(RedisServer.start().uri());
        if (arguments[0].equals("play")) {
            Script script = Script.of(Files.readString(Path.of(arguments[1])));
            try (var duel = new Duel(script.model(), script.mode(), rig)) {
                System.out.println(
                        duel.play(script.steps()).map(Difference::text).orElse("no difference"));
            }
            System.exit(0);
        }
        long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000L;
        long seed = Long.parseLong(arguments[1]);
        Models model = arguments.length > 2 ? Models.valueOf(arguments[2]) : Models.LINKS;
        Mode mode = Mode.of(arguments.length > 3 ? arguments[3] : "committed module full");
        try (var duel = new Duel(model, mode, rig)) {
            int scripts = 0;
            int steps = 0;
            int found = 0;
            while (System.nanoTime() < end) {
                Script script = Generator.script(seed++, model, mode, duel.domain());
                scripts++;
                steps += script.steps().size();
                Optional<Difference> difference = duel.play(script.steps());
                if (difference.isPresent()) {
                    found++;
                    Script small = Shrinker.shrink(duel, script);
                    System.out.println(small);
                    System.out.println(
                            duel.play(small.steps()).map(Difference::text).orElse("LOST"));
                }
            }
            System.out.printf(
                    "%d scripts of %d steps, %d differences, %s%n",
                    scripts, steps, found, Coverage.of(duel));
        }
        System.exit(0);
    }
}
