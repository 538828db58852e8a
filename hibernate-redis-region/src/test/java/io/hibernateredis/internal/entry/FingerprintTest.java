package io.hibernateredis.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.region.TestFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TimeZone;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each variant of a mapping is compiled as the same class, as two deploys would. */
class FingerprintTest {
    private static final String ORIGINAL = "String name; Integer size; @Version int version;";

    @TempDir Path directory;

    private int compiled;

    @Test
    void fingerprint_ofTheSameMapping_isTheSameInTwoFactories() {
        assertThat(fingerprint(CodecFormat.BINARY, ORIGINAL))
                .isEqualTo(fingerprint(CodecFormat.BINARY, ORIGINAL));
        assertThat(fingerprint(CodecFormat.JSON, ORIGINAL))
                .isEqualTo(fingerprint(CodecFormat.JSON, ORIGINAL));
    }

    @Test
    void fingerprint_ofAnotherLayout_isAnother() {
        assertThat(
                        new long[] {
                            fingerprint(CodecFormat.BINARY, ORIGINAL),
                            fingerprint(CodecFormat.JSON, ORIGINAL),
                            fingerprint(
                                    CodecFormat.BINARY,
                                    "String title; Integer size; @Version int version;"),
                            fingerprint(
                                    CodecFormat.BINARY,
                                    "String name; Long size; @Version int version;"),
                            fingerprint(
                                    CodecFormat.BINARY, "String name; Integer size; int version;"),
                            fingerprint(CodecFormat.BINARY, ORIGINAL + " String added;"),
                            fingerprint(CodecFormat.BINARY, ORIGINAL + " @Embedded Part part;"),
                            fingerprint(
                                    CodecFormat.BINARY,
                                    ORIGINAL + " @ElementCollection java.util.Set<String> tags;"),
                            fingerprint(CodecFormat.BINARY, ORIGINAL + " java.util.Date date;"),
                            fingerprint(
                                    CodecFormat.BINARY,
                                    ORIGINAL,
                                    "@Entity class Sub extends Thing {}"),
                            fingerprint(
                                    CodecFormat.BINARY,
                                    ORIGINAL,
                                    "@Entity class Sub extends Thing { String more; }"),
                        })
                .doesNotHaveDuplicates();
    }

    @Test
    void fingerprint_ofAnotherPropertyOrder_isAnother() {
        // Hibernate sorts properties by name: swapping two names of different types swaps their
        // order.
        assertThat(fingerprint(CodecFormat.BINARY, "String a; Integer b;"))
                .isNotEqualTo(fingerprint(CodecFormat.BINARY, "Integer a; String b;"));
    }

    @Test
    void fingerprint_ofAnEnumWithOneMoreConstant_isTheSame() {
        assertThat(fingerprint(CodecFormat.BINARY, "Kind kind; enum Kind { A }"))
                .isEqualTo(fingerprint(CodecFormat.BINARY, "Kind kind; enum Kind { A, B }"));
    }

    @Test
    void fingerprint_ofOldDates_dependsOnTheTimeZone() {
        var before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            long tokyo = fingerprint(CodecFormat.BINARY, "java.util.Date date;");
            long tokyoText = fingerprint(CodecFormat.BINARY, "String text;");
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            assertThat(fingerprint(CodecFormat.BINARY, "java.util.Date date;")).isNotEqualTo(tokyo);
            assertThat(fingerprint(CodecFormat.BINARY, "String text;")).isEqualTo(tokyoText);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private long fingerprint(CodecFormat format, String body, String... more) {
        var before = Thread.currentThread().getContextClassLoader();
        try (var loader = compile(body, more)) {
            Thread.currentThread().setContextClassLoader(loader);
            var thing = loader.loadClass("variant.Thing");
            var classes =
                    more.length == 0
                            ? new Class<?>[] {thing}
                            : new Class<?>[] {thing, loader.loadClass("variant.Sub")};
            try (var test = new TestFactory(format, false, classes)) {
                var persister = test.implementor().getMappingMetamodel().getEntityDescriptor(thing);
                return test.codecs().entity(persister).fingerprint();
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private URLClassLoader compile(String body, String... more) throws IOException {
        var target = Files.createDirectories(directory.resolve("v" + compiled++));
        var source = target.resolve("Thing.java");
        Files.writeString(
                source,
                """
                package variant;
                import jakarta.persistence.*;
                @Entity class Thing { @Id Long id; %s }
                @Embeddable class Part { String part; }
                %s
                """
                        .formatted(body, String.join("\n", more)));
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                target.toString(),
                                source.toString());
        assertThat(result).isZero();
        return new URLClassLoader(new URL[] {target.toUri().toURL()}, getClass().getClassLoader());
    }
}
