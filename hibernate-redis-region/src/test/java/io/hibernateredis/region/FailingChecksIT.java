package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.exact.ExactStates;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A check of what is written fails, by a bug or by a value's own class. */
class FailingChecksIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Price.class);

    @Entity(name = "Price")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Price {
        @Id Long id;

        String name;

        @Convert(converter = MarkConverter.class)
        Mark mark;
    }

    /** Fails when it is compared with what the converter makes of it, to decide on storing it. */
    @Immutable
    private static final class Mark implements Serializable {

        private static final long serialVersionUID = 1L;

        private final String text;
        private final transient @Nullable Supplier<? extends Throwable> failure;

        Mark(String text, @Nullable Supplier<? extends Throwable> failure) {
            this.text = text;
            this.failure = failure;
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof Mark mark)) {
                return false;
            }
            Supplier<? extends Throwable> cause = failure == null ? mark.failure : failure;
            if (cause != null && isCheck()) {
                FAILED.incrementAndGet();
                Mark.<RuntimeException>fail(cause.get());
            }
            return mark.text.equals(text);
        }

        private static boolean isCheck() {
            String checks = ExactStates.class.getPackageName() + ".ExactPart";
            return StackWalker.getInstance()
                    .walk(all -> all.anyMatch(each -> each.getClassName().startsWith(checks)));
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> void fail(Throwable failure) throws E {
            throw (E) failure;
        }
    }

    static class MarkConverter implements AttributeConverter<Mark, String> {
        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable Mark mark) {
            return mark == null ? null : mark.text;
        }

        @Override
        public @Nullable Mark convertToEntityAttribute(@Nullable String text) {
            return text == null ? null : new Mark(text, null);
        }
    }

    private static final AtomicInteger FAILED = new AtomicInteger();

    private SessionFactory writer;
    private SessionFactory reader;

    @BeforeEach
    void start() {
        writer = cluster.join();
        reader = cluster.join();
        inTransaction(
                writer,
                session -> {
                    var price = new Price();
                    price.id = 1L;
                    price.name = "old";
                    price.mark = new Mark("m", null);
                    session.persist(price);
                });
        Board.awaitSeen(reader, writer);
        assertThat(name()).isEqualTo("old");
    }

    private String name() {
        return fromTransaction(reader, s -> s.find(Price.class, 1L).name);
    }

    static Stream<Supplier<? extends Throwable>> failures() {
        return Stream.of(
                () -> new IllegalStateException("of a bug"),
                () -> new NoSuchMethodError("of another version"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_isKeptFromTheFlush(Supplier<? extends Throwable> failure) {
        int before = FAILED.get();
        inTransaction(
                writer,
                session -> {
                    Price price = session.find(Price.class, 1L);
                    price.name = "new";
                    price.mark = new Mark("n", failure);
                });
        assertThat(FAILED).hasValueGreaterThan(before);
        assertThat(name()).isEqualTo("new");
    }
}
