package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Duel.Difference;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Is loaded anew with the altered classes, and plays scripts on them. */
public final class AlteredScripts {

    private AlteredScripts() {}

    /**
     * Plays each of some scripts.
     *
     * @return by the names of those that differ, where they do
     */
    public static Map<String, String> play(URI redis, List<String> names) throws IOException {
        Map<String, String> differing = new TreeMap<>();
        Map<String, Duel> duels = new HashMap<>();
        try {
            for (String name : names) {
                Script script = Scripts.read(name);
                Duel duel =
                        duels.computeIfAbsent(
                                script.model() + ", " + script.mode(),
                                each -> new Duel(script.model(), script.mode(), Rig.h2(redis)));
                duel.play(script.steps())
                        .map(Difference::text)
                        .ifPresent(text -> differing.put(name, text));
            }
        } finally {
            duels.values().forEach(Duel::close);
        }
        return differing;
    }
}
