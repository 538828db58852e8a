package io.hibernateredis.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.UnsupportedValueException;
import io.hibernateredis.internal.entry.StructuresModel.SingleB;
import io.hibernateredis.region.TestFactory;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Blob;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.bytecode.enhance.spi.interceptor.BytecodeLazyAttributeInterceptor;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.engine.spi.PersistentAttributeInterceptable;
import org.hibernate.engine.spi.PersistentAttributeInterceptor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryCodecsTest {

    @ParameterizedTest
    @MethodSource("io.hibernateredis.internal.entry.BasicsRoundTripTest#layouts")
    void placeholders_areGivenBackByIdentity(CodecFormat format, boolean structured) {
        try (var test = new TestFactory(format, structured, StructuresModel.entities())) {
            var codec = test.codecs().entity(persister(test, SingleB.class));
            Object[] state = {"name", 3, LazyPropertyInitializer.UNFETCHED_PROPERTY, null};
            state[indexOf(test, SingleB.class, "name")] = PropertyAccessStrategyBackRefImpl.UNKNOWN;
            state[indexOf(test, SingleB.class, "version")] = 3;
            state[indexOf(test, SingleB.class, "b")] = LazyPropertyInitializer.UNFETCHED_PROPERTY;
            state[indexOf(test, SingleB.class, "more")] = null;

            var structure = persister(test, SingleB.class).getCacheEntryStructure();
            var bytes = codec.encode(structure.structure(entry(test, SingleB.class, state, 3)));
            var entry =
                    (CacheEntry)
                            structure.destructure(
                                    codec.decode(bytes, 0, bytes.length), test.implementor());

            for (int i = 0; i < state.length; i++) {
                if (state[i] instanceof Integer) {
                    assertThat(entry.getDisassembledState()[i]).isEqualTo(state[i]);
                } else {
                    assertThat(entry.getDisassembledState()[i]).isSameAs(state[i]);
                }
            }
            assertThat(entry.getVersion()).isEqualTo(3);
            assertThat(entry.getSubclass()).isEqualTo(SingleB.class.getName());
        }
    }

    @ParameterizedTest
    @EnumSource
    void version_thatIsNotTheVersionAttribute_isKept(CodecFormat format) {
        try (var test = new TestFactory(format, false, StructuresModel.entities())) {
            var codec = test.codecs().entity(persister(test, SingleB.class));
            var state = new Object[4];
            state[indexOf(test, SingleB.class, "version")] = 3;
            assertThat(roundTrip(codec, entry(test, SingleB.class, state, 4)).getVersion())
                    .isEqualTo(4);
            assertThat(roundTrip(codec, entry(test, SingleB.class, state, null)).getVersion())
                    .isNull();
        }
    }

    private static CacheEntry entry(
            TestFactory test, Class<?> type, Object[] state, Object version) {
        return test.factory.fromSession(
                session ->
                        persister(test, type)
                                .buildCacheEntry(
                                        new Unfetched(),
                                        state,
                                        version,
                                        session.unwrap(SharedSessionContractImplementor.class)));
    }

    /** An enhanced entity whose lazy attributes were not loaded, as Hibernate sees it. */
    private record Unfetched() implements PersistentAttributeInterceptable {

        @Override
        public PersistentAttributeInterceptor $$_hibernate_getInterceptor() {
            return (PersistentAttributeInterceptor)
                    Proxy.newProxyInstance(
                            Unfetched.class.getClassLoader(),
                            new Class<?>[] {BytecodeLazyAttributeInterceptor.class},
                            (proxy, method, arguments) ->
                                    method.getReturnType() == boolean.class ? false : null);
        }

        @Override
        public void $$_hibernate_setInterceptor(PersistentAttributeInterceptor interceptor) {
            throw new UnsupportedOperationException("only read by this test");
        }
    }

    private static CacheEntry roundTrip(EntryCodec codec, CacheEntry entry) {
        var bytes = codec.encode(entry);
        return (CacheEntry) codec.decode(bytes, 0, bytes.length);
    }

    private static EntityPersister persister(TestFactory test, Class<?> type) {
        return test.implementor().getMappingMetamodel().getEntityDescriptor(type);
    }

    private static int indexOf(TestFactory test, Class<?> type, String name) {
        return List.of(persister(test, type).getPropertyNames()).indexOf(name);
    }

    @ParameterizedTest
    @EnumSource
    void brokenBytes_areCorrupt_orAnotherEntry(CodecFormat format) {
        var random = new Random(44);
        try (var test = new TestFactory(format, false, StructuresModel.entities())) {
            var codec = test.codecs().entity(persister(test, SingleB.class));
            var state = new Object[] {"text", 3, "name", 4L};
            state[indexOf(test, SingleB.class, "version")] = 3;
            state[indexOf(test, SingleB.class, "more")] = 4L;
            state[indexOf(test, SingleB.class, "name")] = "name";
            state[indexOf(test, SingleB.class, "b")] = "b";
            var valid = codec.encode(entry(test, SingleB.class, state, 3));
            for (int round = 0; round < 20_000; round++) {
                var bytes = Arrays.copyOf(valid, random.nextInt(valid.length + 2));
                for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    assertThat(codec.decode(bytes, 0, bytes.length)).isInstanceOf(CacheEntry.class);
                } catch (CorruptEntryException e) {
                    assertThat(e).hasMessage(e.getMessage());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void queryResults_comeBackEqual(CodecFormat format) {
        try (var test = new TestFactory(format, false, BasicsModel.Scalars.class)) {
            var codec = test.codecs().queryResults();
            List<Object> rows =
                    new ArrayList<>(
                            Arrays.asList(
                                    1L,
                                    null,
                                    "x",
                                    new Object[] {
                                        1,
                                        null,
                                        BasicsModel.Level.HIGH,
                                        new BigDecimal("1.0"),
                                        UUID.randomUUID()
                                    },
                                    new Object[] {LocalDate.MIN, Instant.MAX, new byte[] {1}},
                                    3));
            var bytes = codec.encode(rows);
            assertThat((List<?>) codec.decode(bytes, 0, bytes.length))
                    .usingRecursiveComparison()
                    .isEqualTo(rows);
            assertThatThrownBy(() -> codec.encode(List.of(Thread.State.NEW)))
                    .isInstanceOf(UnsupportedValueException.class)
                    .hasMessageContaining("java.lang.Thread$State");
        }
    }

    @Test
    void problems_nameEntityAttributeAndType() {
        try (var test = new TestFactory(CodecFormat.BINARY, false, Formless.class, Child.class)) {
            assertThat(test.codecs().problems())
                    .satisfiesExactly(
                            collection ->
                                    assertThat(collection)
                                            .startsWith(
                                                    "Collection "
                                                            + Formless.class.getName()
                                                            + ".values is not cached: its element "
                                                            + "of type "
                                                            + Opaque.class.getName()
                                                            + " cannot be encoded"),
                            entity ->
                                    assertThat(entity)
                                            .startsWith(
                                                    "Entity "
                                                            + Formless.class.getName()
                                                            + " is not cached: ")
                                            .contains(
                                                    "attribute lob of type java.sql.Blob cannot"
                                                            + " be encoded")
                                            .contains(
                                                    "attribute opaque of type "
                                                            + Opaque.class.getName()
                                                            + " cannot be encoded"),
                            naturalId ->
                                    assertThat(naturalId)
                                            .startsWith(
                                                    "The natural id of entity "
                                                            + Child.class.getName()
                                                            + " is not cached: "));
            var codec = test.codecs().entity(persister(test, Formless.class));
            assertThatThrownBy(() -> codec.encode(Map.of("_subclass", Formless.class.getName())))
                    .isInstanceOf(UnsupportedValueException.class)
                    .hasMessage(codec.problem());
        }
    }

    /** To find such an entry, its key has to be hashed. */
    @ParameterizedTest
    @ValueSource(classes = {ByUrl.class, ByPartOfUrl.class, ByNaturalUrl.class})
    void entity_thatAUrlIdentifies_isNotCached(Class<?> type) {
        try (var test = new TestFactory(CodecFormat.BINARY, false, type)) {
            var codec = test.codecs().entity(persister(test, type));

            assertThat(codec.problem())
                    .startsWith("Entity " + type.getName() + " is not cached: its id or natural id")
                    .contains("URL");
            assertThatThrownBy(() -> codec.encode(entry(test, type, new Object[1], null)))
                    .isInstanceOf(UnsupportedValueException.class)
                    .hasMessage(codec.problem());
        }
    }

    @Test
    void naturalId_ofAnEntityThatAUrlIdentifies_isNotCached() {
        try (var test = new TestFactory(CodecFormat.BINARY, false, ByNaturalUrl.class)) {
            assertThat(test.codecs().naturalId(persister(test, ByNaturalUrl.class)).problem())
                    .startsWith("The natural id of entity " + ByNaturalUrl.class.getName())
                    .contains("URL");
        }
    }

    @Test
    void value_thatItsAttributeHasNoFormFor_isRefusedByName() {
        try (var test = new TestFactory(CodecFormat.BINARY, true, StructuresModel.entities())) {
            var codec = test.codecs().entity(persister(test, SingleB.class));
            assertThatThrownBy(
                            () ->
                                    codec.encode(
                                            Map.of(
                                                    "_subclass",
                                                    SingleB.class.getName(),
                                                    "b",
                                                    new AtomicInteger())))
                    .isInstanceOf(UnsupportedValueException.class)
                    .hasMessageContaining(SingleB.class.getName())
                    .hasMessageContaining("attribute b")
                    .hasMessageContaining("java.util.concurrent.atomic.AtomicInteger");
        }
    }

    @Test
    void smallEntity_hasASmallPayload() {
        try (var test = new TestFactory(CodecFormat.BINARY, false, Small.class)) {
            var small = new Small();
            small.id = 123_456L;
            small.name = "Ada Lovelace";
            small.projectId = 98_765L;
            small.done = true;
            small.priority = 3;
            small.due = LocalDate.of(2026, 5, 1);
            small.created = Instant.parse("2026-01-01T12:34:56.789Z");
            small.price = new BigDecimal("19.99");
            test.inTransaction(session -> session.persist(small));
            test.throughCache(session -> session.find(Small.class, 123_456L));
            assertThat(test.regions.stored.values())
                    .singleElement()
                    .satisfies(bytes -> assertThat(bytes).hasSizeLessThanOrEqualTo(45));
        }
    }

    @Entity(name = "Small")
    static class Small {
        @Id Long id;

        @Version int version;

        String name;
        Long projectId;
        Boolean done;
        Integer priority;
        LocalDate due;
        Instant created;
        BigDecimal price;
    }

    @Entity(name = "ByUrl")
    static class ByUrl {
        @Id URL id;
        String name;
    }

    @Embeddable
    record Part(URL url, int number) {}

    @Entity(name = "ByPartOfUrl")
    static class ByPartOfUrl {
        @EmbeddedId Part id;
        String name;
    }

    @Entity(name = "ByNaturalUrl")
    @NaturalIdCache
    static class ByNaturalUrl {
        @Id Long id;
        @NaturalId URL url;
    }

    @Entity(name = "Formless")
    static class Formless {
        @Id Long id;

        Blob lob;
        Opaque opaque;
        String fine;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Set<Opaque> values;
    }

    @Immutable
    static class Opaque implements Serializable {}

    @Entity(name = "Child")
    @NaturalIdCache
    static class Child {
        @EmbeddedId ChildKey id;

        @NaturalId String code;
    }

    @Embeddable
    static class ChildKey implements Serializable {
        @ManyToOne Formless parent;

        Integer number;
    }
}
