package io.hibernateredis.sample.web;

import static org.hibernate.jpa.HibernateHints.HINT_CACHEABLE;

import jakarta.persistence.QueryHint;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.QueryHints;

/** The tasks. What is asked for by status is cached. */
public interface TaskRepository extends JpaRepository<Task, Long> {

    @QueryHints(@QueryHint(name = HINT_CACHEABLE, value = "true"))
    List<Task> findByStatusOrderById(Task.Status status);
}
