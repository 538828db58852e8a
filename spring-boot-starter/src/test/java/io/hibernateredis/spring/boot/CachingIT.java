package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.library.Author;
import com.example.library.Book;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.query.QueryCache;
import io.hibernateredis.testing.RedisExtension;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hibernate.boot.registry.selector.SimpleStrategyRegistrationImpl;
import org.hibernate.boot.registry.selector.StrategyRegistration;
import org.hibernate.boot.registry.selector.StrategyRegistrationProvider;
import org.hibernate.cache.internal.NoCachingRegionFactory;
import org.hibernate.cache.spi.RegionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An application that has the starter caches. */
@ExtendWith(OutputCaptureExtension.class)
class CachingIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    private static String uri() {
        return "hibernate-redis.uri=" + REDIS.uri();
    }

    @Test
    void application_withTheStarterAlone_cachesEntitiesAndQueries(CapturedOutput output) {
        try (var library = Library.start(uri())) {
            assertThat(library.hitsOfABook()).isEqualTo(3);
            assertThat(REDIS.admin().keys("*")).anyMatch(key -> key.contains(Book.class.getName()));

            assertThat(output).containsOnlyOnce("[" + Book.class.getName() + "]: first hit");

            library.books().findByTitle("Emma");
            long before = library.count(Event.HIT);
            assertThat(library.books().findByTitle("Emma")).hasSize(1);
            assertThat(library.count(Event.HIT)).isGreaterThan(before);
            assertThat(QueryCache.of(library.sessionFactory()).statistics().values())
                    .anySatisfy(each -> assertThat(each.hits()).isEqualTo(1));
        }
    }

    @Test
    void propertyOfJpa_isNotOverridden() {
        try (var library =
                Library.start(
                        uri(),
                        "spring.jpa.properties.hibernate.cache.use_query_cache=false",
                        "spring.jpa.properties.jakarta.persistence.sharedCache.mode=NONE",
                        "spring.jpa.properties.hibernate.cache.redis.ttl=7m",
                        "hibernate-redis.ttl=8m")) {
            assertThat(library.setting("hibernate.cache.use_query_cache")).isEqualTo("false");
            assertThat(library.setting("hibernate.cache.redis.ttl")).isEqualTo("7m");
            assertThat(library.hitsOfABook()).isZero();
        }
    }

    @Test
    void entityWithoutAnAnnotation_isCachedByCacheAll() {
        try (var library = Library.start(uri())) {
            assertThat(hasCachedAnAuthor(library)).isFalse();
        }
        try (var library = Library.start(uri(), "hibernate-redis.cache-all=entities")) {
            assertThat(hasCachedAnAuthor(library)).isTrue();
        }
    }

    private static boolean hasCachedAnAuthor(Library library) {
        var factory = library.sessionFactory();
        factory.inTransaction(session -> session.persist(new Author(1L, "Jane Austen")));
        factory.inTransaction(session -> session.find(Author.class, 1L));
        return factory.getCache().contains(Author.class, 1L);
    }

    @Test
    void regionFactoryOnTheClassPathAlone_isNotUsed(CapturedOutput output, @TempDir Path directory)
            throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(StrategyRegistrationProvider.class.getName()),
                OtherRegionFactory.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before));
        try (var library = Library.start(uri())) {
            assertThat(library.hitsOfABook()).isEqualTo(3);
            assertThat(output)
                    .contains("also on the class path, and not used: ")
                    .contains(NoCachingRegionFactory.class.getName());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** As other caches register theirs. */
    public static final class OtherRegionFactory implements StrategyRegistrationProvider {
        @Override
        public Iterable<StrategyRegistration<?>> getStrategyRegistrations() {
            return List.of(
                    new SimpleStrategyRegistrationImpl<>(
                            RegionFactory.class, NoCachingRegionFactory.class, "other"));
        }
    }

    @Test
    void starter_turnedOff_leavesHibernateWithoutACache(CapturedOutput output) {
        try (var library = Library.start(uri(), "hibernate-redis.enabled=false")) {
            assertThat(library.cache()).isNull();
            assertThat(library.books().save(new Book(1L, "Emma"))).isNotNull();
            assertThat(REDIS.admin().keys("*")).isEmpty();
            assertThat(output).contains("not cached in Redis: hibernate-redis.enabled=false");
        }
    }

    @Test
    void cacheTurnedOffInHibernate_staysOff(CapturedOutput output) {
        try (var library =
                Library.start(
                        uri(),
                        "spring.jpa.properties.hibernate.cache.use_second_level_cache=false")) {
            assertThat(library.cache()).isNull();
            assertThat(output).contains("hibernate.cache.use_second_level_cache=false");
        }
    }

    @Test
    void regionFactoryOfTheApplication_stays(CapturedOutput output) {
        String other = NoCachingRegionFactory.class.getName();
        try (var library =
                Library.start(
                        uri(),
                        "spring.jpa.properties.hibernate.cache.region.factory_class=" + other)) {
            assertThat(library.cache()).isNull();
            assertThat(output).containsOnlyOnce("is not cached in Redis").contains(other);
        }
    }

    @Test
    void regionFactoryNamedByTheApplication_isOurs() {
        try (var library =
                Library.start(
                        uri(),
                        "spring.jpa.properties.hibernate.cache.region.factory_class=redis")) {
            assertThat(library.hitsOfABook()).isEqualTo(3);
        }
    }

    @Test
    void severalFactories_cacheEach() {
        try (var library =
                Library.start(
                        List.of(TwoFactories.class),
                        uri(),
                        "spring.jpa.hibernate.ddl-auto=create-drop")) {
            assertThat(TwoFactories.hits(library.context(), "first")).isEqualTo(1);
            assertThat(TwoFactories.hits(library.context(), "second")).isEqualTo(1);
            assertThat(REDIS.admin().keys("*:0}i")).hasSize(2);
        }
    }
}
