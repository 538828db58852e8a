package com.example.library;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import java.util.Objects;
import org.hibernate.SessionFactory;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;

/** Stores a book, reads it until it is found in the cache, and tells. */
public final class LibraryMain {

    private static final int MOST = 1000;

    private LibraryMain() {}

    public static void main(String[] args) {
        try (var context = SpringApplication.run(LibraryApplication.class, args)) {
            var books = context.getBean(BookRepository.class);
            books.save(new Book(1L, "Emma"));
            var cache =
                    Objects.requireNonNull(
                            RedisRegionFactory.of(
                                    context.getBean(EntityManagerFactory.class)
                                            .unwrap(SessionFactory.class)));
            for (int i = 0; i < MOST && cache.counters().count(Event.HIT) == 0; i++) {
                var unused = books.findById(1L).orElseThrow();
            }
            System.out.printf(
                    "generated=%s hits=%d%n",
                    AotDetector.useGeneratedArtifacts(), cache.counters().count(Event.HIT));
        }
    }
}
