package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.library.Book;
import com.example.library.BookRepository;
import com.example.library.LibraryApplication;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** A Spring Boot application that runs, with a database of its own unless it is given one. */
final class Library implements AutoCloseable {

    /** Spring Security is on the class path of tests. */
    static final String WITHOUT_SECURITY =
            "spring.autoconfigure.exclude="
                    + "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration,"
                    + "org.springframework.boot.security.autoconfigure."
                    + "UserDetailsServiceAutoConfiguration,"
                    + "org.springframework.boot.security.autoconfigure.web.servlet."
                    + "SecurityFilterAutoConfiguration,"
                    + "org.springframework.boot.security.autoconfigure.web.servlet."
                    + "ServletWebSecurityAutoConfiguration,"
                    + "org.springframework.boot.security.autoconfigure.actuate.web.servlet."
                    + "ManagementWebSecurityAutoConfiguration";

    private final ConfigurableApplicationContext context;

    private Library(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Library start(String... properties) {
        return start(List.of(), properties);
    }

    /**
     * @param sources configuration beside the application
     */
    static Library start(List<Class<?>> sources, String... properties) {
        return new Library(builder(sources, properties).run());
    }

    /** Starts one that serves HTTP, on a port of its own. */
    static Library startWeb(String... properties) {
        var all = new ArrayList<>(List.of(properties));
        all.add(WITHOUT_SECURITY);
        return startSecured(List.of(), all.toArray(String[]::new));
    }

    /**
     * As {@link #startWeb}, behind Spring Security.
     *
     * @param sources configuration beside the application
     */
    static Library startSecured(List<Class<?>> sources, String... properties) {
        var all = new ArrayList<>(List.of(properties));
        all.add("server.port=0");
        return new Library(
                builder(sources, all.toArray(String[]::new)).web(WebApplicationType.SERVLET).run());
    }

    String url(String path) {
        return "http://localhost:"
                + context.getEnvironment().getProperty("local.server.port")
                + path;
    }

    static SpringApplicationBuilder builder(List<Class<?>> sources, String... properties) {
        List<String> all = new ArrayList<>();
        all.add("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());
        all.add("spring.main.banner-mode=off");
        all.add("spring.jpa.open-in-view=false");
        all.add("spring.flyway.enabled=false");
        all.add("spring.liquibase.enabled=false");
        all.addAll(Arrays.asList(properties));
        return new SpringApplicationBuilder(LibraryApplication.class)
                .sources(sources.toArray(Class<?>[]::new))
                .web(WebApplicationType.NONE)
                .properties(all.toArray(String[]::new));
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    BookRepository books() {
        return context.getBean(BookRepository.class);
    }

    <T> T inTransaction(Supplier<T> action) {
        return context.getBean(TransactionTemplate.class).execute(status -> action.get());
    }

    SessionFactory sessionFactory() {
        return context.getBean(EntityManagerFactory.class).unwrap(SessionFactory.class);
    }

    /** Null if it does not cache in Redis. */
    RedisRegionFactory cache() {
        return RedisRegionFactory.of(sessionFactory());
    }

    Object setting(String name) {
        return sessionFactory().getProperties().get(name);
    }

    long count(Event event) {
        return cache().counters().count(event);
    }

    boolean hasCached(long id) {
        return sessionFactory().getCache().contains(Book.class, id);
    }

    /** Stores a book and reads it; returns how many hits that were. */
    long hitsOfABook() {
        books().save(new Book(1L, "Emma"));
        long before = count(Event.HIT);
        for (int i = 0; i < 3; i++) {
            assertThat(books().findById(1L)).isPresent();
        }
        return count(Event.HIT) - before;
    }

    @Override
    public void close() {
        context.close();
    }
}
