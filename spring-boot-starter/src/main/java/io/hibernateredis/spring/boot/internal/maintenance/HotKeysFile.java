package io.hibernateredis.spring.boot.internal.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.spring.boot.internal.log.StarterLog;
import io.hibernateredis.tagged.HotKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Entities that were read most, one a line: the entity, a tab, its id as JSON. What cannot be read
 * or written is logged, and costs misses. Thread-safe.
 */
final class HotKeysFile {

    private static final int MOST_LINES = 100_000;

    private final String factory;
    private final @Nullable Path path;

    HotKeysFile(String factory, @Nullable String path) {
        this.factory = factory;
        this.path = path == null ? null : Path.of(path);
    }

    boolean isUsed() {
        return path != null;
    }

    List<HotKeys.Key> read() {
        if (path == null || !Files.exists(path)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(path, UTF_8)) {
            return lines.limit(MOST_LINES)
                    .map(line -> line.split("\t", 2))
                    .filter(parts -> parts.length == 2)
                    .map(parts -> new HotKeys.Key(parts[0], parts[1]))
                    .toList();
        } catch (IOException | RuntimeException e) {
            StarterLog.hotKeysFileFailed(factory, path, e);
            return List.of();
        }
    }

    void write(List<HotKeys.Key> keys) {
        if (path == null) {
            return;
        }
        List<String> lines = keys.stream().map(key -> key.entity() + "\t" + key.json()).toList();
        try {
            Path whole = path.toAbsolutePath();
            // Of this owner alone: ids may be data.
            Path next = Files.createTempFile(whole.getParent(), "hot-keys", ".tmp");
            Files.write(next, lines, UTF_8);
            Files.move(next, whole, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            StarterLog.hotKeysFileFailed(factory, path, e);
        }
    }
}
