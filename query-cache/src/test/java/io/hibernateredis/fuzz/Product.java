package io.hibernateredis.fuzz;

import io.hibernateredis.region.RedisRegionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The classes of the region module, by their simple names: an altered class is named by its own.
 */
final class Product {

    private static final List<String> CLASSES = classes();

    private Product() {}

    /**
     * The full name of a class.
     *
     * @param type its simple name, with {@code $} before that of a nested class
     */
    static String nameOf(String type) {
        List<String> found = CLASSES.stream().filter(each -> each.endsWith("." + type)).toList();
        if (found.size() != 1) {
            throw new IllegalStateException("not one class is named " + type + ", but " + found);
        }
        return found.get(0);
    }

    private static List<String> classes() {
        try {
            URI uri =
                    RedisRegionFactory.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI();
            Path path = Path.of(uri);
            if (Files.isDirectory(path)) {
                return classesIn(path);
            }
            try (FileSystem jar = FileSystems.newFileSystem(path, Map.of())) {
                return classesIn(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> classesIn(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.replace(".class", "").replaceAll("[/\\\\]", "."))
                    .toList();
        }
    }
}
