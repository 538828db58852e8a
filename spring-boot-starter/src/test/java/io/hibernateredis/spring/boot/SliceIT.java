package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.library.Book;
import com.example.library.BookRepository;
import com.example.library.LibraryApplication;
import io.hibernateredis.region.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.test.context.ContextConfiguration;

/** A test of JPA alone, without a Redis: localhost may have none. */
@DataJpaTest(
        properties = {
            "spring.data.redis.port=1",
            "spring.flyway.enabled=false",
            "spring.liquibase.enabled=false"
        })
@ContextConfiguration(classes = LibraryApplication.class)
class SliceIT {

    @Autowired private BookRepository books;
    @Autowired private EntityManagerFactory factory;

    @Test
    void cache_inATestOfJpaAlone_isOff() {
        books.saveAndFlush(new Book(1L, "Emma"));
        assertThat(books.findByTitle("Emma")).hasSize(1);
        assertThat(RedisRegionFactory.of(factory.unwrap(SessionFactory.class))).isNull();
    }
}
