package io.hibernateredis.sample.web;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

/** A task of the board. */
@Entity
@Table(name = "tasks")
@Cacheable
public class Task {

    /** How far it has come. */
    public enum Status {
        OPEN,
        DOING,
        DONE
    }

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "tasks")
    @SequenceGenerator(name = "tasks", sequenceName = "task_ids", allocationSize = 50)
    private @Nullable Long id;

    @Version private long version;

    private String title;

    @Enumerated(EnumType.STRING)
    private Status status = Status.OPEN;

    @SuppressWarnings("NullAway.Init")
    protected Task() {}

    public Task(String title) {
        this.title = title;
    }

    public void change(String newTitle, Status newStatus) {
        title = newTitle;
        status = newStatus;
    }

    public @Nullable Long getId() {
        return id;
    }

    public long getVersion() {
        return version;
    }

    public String getTitle() {
        return title;
    }

    public Status getStatus() {
        return status;
    }
}
