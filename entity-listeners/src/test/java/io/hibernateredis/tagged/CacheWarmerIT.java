package io.hibernateredis.tagged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.tagged.CacheWarmer.Progress;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a warm-up loads, how fast, and what it leaves alone. */
class CacheWarmerIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Word.class, Pair.class);

    SessionFactory factory;

    @Entity(name = "Word")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Word {
        @Id Long id;
        @Version int version;
        String text;

        Word() {}

        Word(long id) {
            this.id = id;
            this.text = "word " + id;
        }
    }

    @Embeddable
    record PairId(int one, int other) implements Serializable {}

    @Entity(name = "Pair")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Pair {
        @EmbeddedId PairId id;

        Pair() {}

        Pair(PairId id) {
            this.id = id;
        }
    }

    @BeforeEach
    void start() {
        factory = cluster.join();
        Cluster.inTransaction(
                factory,
                session -> {
                    for (long id = 1; id <= 450; id++) {
                        session.persist(new Word(id));
                    }
                    session.persist(new Pair(new PairId(1, 2)));
                });
        factory.getCache().evictAllRegions();
    }

    /** How many words are there and valid. */
    private long cached() {
        return LongStream.rangeClosed(1, 450)
                .filter(id -> factory.getCache().contains(Word.class, id))
                .count();
    }

    @Test
    void entitiesAndQueries_areLoaded_andProgressIsTold() {
        List<Progress> told = new ArrayList<>();
        String hql = "select w.text from Word w where w.id < 10";

        Progress done =
                CacheWarmer.of(factory)
                        .entities(Word.class)
                        .entities(Pair.class)
                        .query(hql, String.class)
                        .onProgress(told::add)
                        .run();

        assertThat(done).isEqualTo(new Progress(450 + 1 + 9, 3, 3, false));
        assertThat(told)
                .extracting(Progress::rows)
                .containsExactly(200L, 400L, 450L, 451L, 460L, 460L);
        assertThat(cached()).isEqualTo(450);
        assertPairIsCached();
        assertThat(
                        Cluster.statements(
                                factory,
                                () ->
                                        Cluster.inTransaction(
                                                factory,
                                                session ->
                                                        session.createSelectionQuery(
                                                                        hql, String.class)
                                                                .setCacheable(true)
                                                                .list())))
                .isZero();
    }

    @Test
    void whatIsNewer_isNotOverwritten() {
        SessionFactory other = cluster.join();
        Cluster.whenARowIsLoaded(
                factory,
                () -> Cluster.inTransaction(other, s -> s.find(Word.class, 7L).text = "newer"));

        CacheWarmer.of(factory).entities(Word.class).run();

        Cluster.inTransaction(
                factory,
                session -> assertThat(session.find(Word.class, 7L).text).isEqualTo("newer"));
    }

    @Test
    void rate_slowsItDown_andCancellation_endsIt() {
        long before = System.nanoTime();
        CacheWarmer.of(factory).entities(Word.class).rate(450).run();
        assertThat(System.nanoTime() - before).isGreaterThan(900_000_000L);

        factory.getCache().evictAllRegions();
        var warmer = CacheWarmer.of(factory).entities(Word.class).entities(Pair.class).rate(1);
        var executor = Executors.newSingleThreadExecutor();
        try {
            warmer.onProgress(progress -> warmer.cancel());
            Progress done = warmer.start(executor).join();
            assertThat(done).isEqualTo(new Progress(200, 0, 2, true));
        } finally {
            executor.shutdown();
        }
        assertThat(cached()).isEqualTo(200);
        assertThatThrownBy(() -> CacheWarmer.of(factory).rate(0)).hasMessageContaining("but was 0");
    }

    @Test
    void hotKeys_areThoseReadMost_andCanBeLoadedAfterARestart() {
        HotKeys hot = HotKeys.track(factory, 100);
        Cluster.inTransaction(factory, s -> s.find(Pair.class, new PairId(1, 2)));
        for (int i = 0; i < 400; i++) {
            long id = i % 4 == 0 ? 1 + i : 3;
            Cluster.inTransaction(factory, session -> session.find(Word.class, id));
            Cluster.inTransaction(factory, session -> session.find(Pair.class, new PairId(1, 2)));
        }
        List<HotKeys.Key> top = hot.top(2);
        assertThat(top)
                .containsExactlyInAnyOrder(
                        new HotKeys.Key(Word.class.getName(), "3"),
                        new HotKeys.Key(Pair.class.getName(), "{\"one\":1,\"other\":2}"));

        factory.getCache().evictAllRegions();
        CacheWarmer.of(factory).keys(top).run();

        assertThat(factory.getCache().contains(Word.class, 3L)).isTrue();
        assertPairIsCached();
        assertThat(cached()).isEqualTo(1);
    }

    @Test
    void hotKeys_areBounded() {
        HotKeys hot = HotKeys.track(factory, 10);
        for (int i = 0; i < 1000; i++) {
            hot.count(new HotKeys.Key("often", "1"));
            hot.count(new HotKeys.Key("e", String.valueOf(i)));
        }
        assertThat(hot.top(1000)).hasSizeLessThanOrEqualTo(20);
        assertThat(hot.top(1)).containsExactly(new HotKeys.Key("often", "1"));
    }

    /** Hibernate 7.1 does not tell whether a row without any value was there. */
    private void assertPairIsCached() {
        assertThat(factory.getCache().contains(Pair.class, new PairId(1, 2)))
                .isEqualTo(!org.hibernate.Version.getVersionString().startsWith("7.1."));
    }
}
