package io.hibernateredis.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The scripts among the resources. */
final class Scripts {

    private static final String ENDING = ".script";

    private Scripts() {}

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        }
    }

    private static Path directory() {
        try {
            return Path.of(
                            Scripts.class
                                    .getResource(
                                            "attributeThatIsAMapsKey_changed_isSeenInTheMap.script")
                                    .toURI())
                    .getParent();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Script read(String name) throws IOException {
        try (InputStream in = Scripts.class.getResourceAsStream(name + ENDING)) {
            return Script.of(new String(in.readAllBytes(), UTF_8));
        }
    }
}
