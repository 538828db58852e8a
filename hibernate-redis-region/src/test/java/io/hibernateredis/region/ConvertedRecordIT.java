package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records that are not {@link java.io.Serializable} make nothing fail. */
class ConvertedRecordIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster = new Cluster(REDIS, Coin.class, Purse.class, Safe.class);

    record Money(long cents) {}

    record Note(long cents) implements java.io.Serializable {}

    static class MoneyConverter implements AttributeConverter<Money, Long> {
        @Override
        public Long convertToDatabaseColumn(Money money) {
            return money == null ? null : money.cents();
        }

        @Override
        public Money convertToEntityAttribute(Long cents) {
            return cents == null ? null : new Money(cents);
        }
    }

    static class NoteConverter implements AttributeConverter<Note, Long> {
        @Override
        public Long convertToDatabaseColumn(Note note) {
            return note == null ? null : note.cents();
        }

        @Override
        public Note convertToEntityAttribute(Long cents) {
            return cents == null ? null : new Note(cents);
        }
    }

    @Entity(name = "Coin")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Coin {
        @Id Long id;

        @Convert(converter = MoneyConverter.class)
        Money worth;
    }

    @Entity(name = "Purse")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Purse {
        @Id Long id;

        @ElementCollection
        @Convert(converter = MoneyConverter.class)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Money> coins = new ArrayList<>();
    }

    @Entity(name = "Safe")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Safe {
        @Id Long id;

        @Convert(converter = NoteConverter.class)
        Note worth;
    }

    @Test
    void recordsThatAreNotSerializable_areWrittenAndRead() {
        SessionFactory factory = cluster.join();
        inTransaction(
                factory,
                s -> {
                    Coin coin = new Coin();
                    coin.id = 1L;
                    coin.worth = new Money(5);
                    s.persist(coin);
                    Purse purse = new Purse();
                    purse.id = 1L;
                    purse.coins.add(new Money(7));
                    s.persist(purse);
                });
        for (int i = 0; i < 2; i++) {
            assertThat((Object) fromTransaction(factory, s -> s.find(Coin.class, 1L).worth))
                    .isEqualTo(new Money(5));
            inTransaction(
                    factory,
                    s -> {
                        Purse purse = s.find(Purse.class, 1L);
                        Hibernate.initialize(purse.coins);
                        assertThat(purse.coins).containsExactly(new Money(7));
                        assertThat(
                                        s.createSelectionQuery("from Coin", Coin.class)
                                                .setCacheable(true)
                                                .getSingleResult()
                                                .worth)
                                .isEqualTo(new Money(5));
                    });
        }
    }

    @Test
    void recordsThatAreSerializable_areCached() {
        SessionFactory factory = cluster.join();
        inTransaction(
                factory,
                s -> {
                    Safe safe = new Safe();
                    safe.id = 1L;
                    safe.worth = new Note(9);
                    s.persist(safe);
                });

        assertThat(statements(factory, () -> inTransaction(factory, s -> s.find(Safe.class, 1L))))
                .isZero();
    }
}
