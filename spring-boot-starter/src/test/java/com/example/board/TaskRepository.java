package com.example.board;

import static org.hibernate.jpa.HibernateHints.HINT_CACHEABLE;

import jakarta.persistence.QueryHint;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.QueryHints;

public interface TaskRepository extends JpaRepository<Task, Long> {

    @QueryHints(@QueryHint(name = HINT_CACHEABLE, value = "true"))
    List<Task> findByBoardIdOrderById(long board);
}
