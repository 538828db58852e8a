package io.hibernateredis.benchmarks;

import java.nio.file.Path;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON: a line between the JVMs, indented in files. */
final class Json {
    private static final JsonMapper LINES =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();
    private static final JsonMapper FILES =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    // Older files lack some figures.
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private Json() {}

    static String line(Object value) {
        return LINES.writeValueAsString(value);
    }

    static <T> T ofLine(String line, Class<T> type) {
        return LINES.readValue(line, type);
    }

    static void write(Path file, Object value) {
        FILES.writeValue(file, value);
    }

    static <T> T read(Path file, Class<T> type) {
        return FILES.readValue(file, type);
    }
}
