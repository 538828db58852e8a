package com.example.library;

import static org.hibernate.jpa.HibernateHints.HINT_CACHEABLE;

import jakarta.persistence.QueryHint;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.QueryHints;

// documentation: begin
public interface BookRepository extends JpaRepository<Book, Long> {

    @QueryHints(@QueryHint(name = HINT_CACHEABLE, value = "true"))
    List<Book> findByTitle(String title);
}
// documentation: end
