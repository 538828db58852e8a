package io.hibernateredis.internal.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.entry.StructuresModel.Customer;
import io.hibernateredis.internal.entry.StructuresModel.Line;
import io.hibernateredis.internal.entry.StructuresModel.Purchase;
import io.hibernateredis.region.TestFactory;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.hibernate.persister.entity.EntityPersister;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EntryKeysTest {
    private static TestFactory test;

    @BeforeAll
    static void start() {
        var entities =
                Arrays.copyOf(StructuresModel.entities(), StructuresModel.entities().length + 4);
        System.arraycopy(
                new Class<?>[] {ByText.class, ByUuid.class, ByDate.class, ByEnum.class},
                0,
                entities,
                entities.length - 4,
                4);
        test = new TestFactory(CodecFormat.BINARY, false, entities);
    }

    @AfterAll
    static void stop() {
        test.close();
    }

    private static EntityPersister persister(Class<?> type) {
        return test.implementor().getMappingMetamodel().getEntityDescriptor(type);
    }

    private static EntryKeys ids(Class<?> type) {
        return EntryKeys.of(persister(type).getIdentifierType(), test.implementor());
    }

    private static EntryKeys naturalIds(Class<?> type) {
        return EntryKeys.ofNaturalId(persister(type).getNaturalIdMapping());
    }

    @Test
    void ordinaryIds_areReadable() {
        assertThat(ids(Customer.class).of(-42L)).isEqualTo("-42");
        assertThat(ids(ByText.class).of("grüße-1.a_b:c")).isEqualTo("grüße-1.a_b:c");
        assertThat(ids(ByText.class).of("a#b%\n")).isEqualTo("a%23b%25%0A");
        assertThat(ids(ByText.class).of("")).isEqualTo("%z");
        assertThat(ids(ByUuid.class).of(new UUID(1, 2))).isEqualTo(new UUID(1, 2).toString());
        assertThat(ids(ByDate.class).of(LocalDate.of(2024, 1, 1))).isEqualTo("2024-01-01");
        assertThat(ids(ByEnum.class).of(BasicsModel.Level.HIGH)).isEqualTo("HIGH");
        assertThat(ids(Purchase.class).of(new Object[] {1L, 7})).isEqualTo("(1,7)");
        assertThat(ids(Line.class).of(new Object[] {new Object[] {1L, 7}, "x,y"}))
                .isEqualTo("((1,7),x%2Cy)");
        assertThat(naturalIds(Customer.class).of(new Object[] {"a@b"})).isEqualTo("a@b");
        assertThat(naturalIds(Customer.class).of("a@b")).isNotBlank();
        assertThat(naturalIds(Purchase.class).of(new Object[] {"P", 3})).isEqualTo("(P,3)");
        assertThat(naturalIds(Purchase.class).of(new Object[] {null, 3})).isEqualTo("(%n,3)");
    }

    @Test
    void longIds_becomeAHash_thatNoLiteralCanBe() {
        var keys = ids(ByText.class);
        assertThat(keys.of("x".repeat(EntryKeys.MAX_BYTES))).hasSize(EntryKeys.MAX_BYTES);
        assertThat(keys.of("x".repeat(EntryKeys.MAX_BYTES + 1))).startsWith("%h").hasSize(45);
        assertThat(keys.of("ü".repeat(EntryKeys.MAX_BYTES / 2 + 1))).startsWith("%h");
        assertThat(keys.of("%h" + "A".repeat(43))).startsWith("%25h");
    }

    @Test
    void differentIds_haveDifferentTexts() {
        var random = new Random(45);
        var keys =
                List.of(ids(ByText.class), naturalIds(Customer.class), naturalIds(Purchase.class));
        for (int role = 0; role < keys.size(); role++) {
            var seen = new HashMap<String, Object>();
            for (int i = 0; i < 30_000; i++) {
                Object id =
                        role == 0
                                ? text(random)
                                : role == 1
                                        ? value(random)
                                        : new Object[] {value(random), value(random)};
                var key = keys.get(role).of(role == 1 ? new Object[] {id} : id);
                assertThat(key.getBytes(UTF_8).length).isLessThanOrEqualTo(EntryKeys.MAX_BYTES);
                assertThat(key)
                        .isEqualTo(new String(key.getBytes(UTF_8), UTF_8))
                        .doesNotContain("#");
                var other = seen.putIfAbsent(key, Objects.requireNonNullElse(id, "null value"));
                if (other != null) {
                    assertThat(Objects.requireNonNullElse(id, "null value")).isEqualTo(other);
                }
            }
        }
    }

    private static Object value(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> random.nextInt(20);
            case 2 -> (long) random.nextInt(20);
            case 3 -> LocalDate.ofEpochDay(random.nextInt(20));
            case 4 -> Instant.ofEpochSecond(random.nextInt(20));
            case 5 -> new UUID(0, random.nextInt(20));
            default -> text(random);
        };
    }

    private static String text(Random random) {
        var alphabet = "%#,()nz2501h\uD83D\uDE00ü\u0000 -";
        var text = new StringBuilder();
        for (int length = random.nextInt(5); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Entity(name = "ByText")
    static class ByText {
        @Id String id;
    }

    @Entity(name = "ByUuid")
    static class ByUuid {
        @Id UUID id;
    }

    @Entity(name = "ByDate")
    static class ByDate {
        @Id LocalDate id;
    }

    @Entity(name = "ByEnum")
    static class ByEnum {
        @Id BasicsModel.Level id;
    }
}
