package io.hibernateredis.benchmarks.model;

import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;

/** What tasks and notes have in common: a hundred of them make a sprint. */
@MappedSuperclass
@SuppressWarnings("UnusedVariable") // columns
public abstract class Card {
    @Id private long id;
    @Version private long revision;
    private String title;

    @Enumerated(EnumType.STRING)
    private Status status;

    private int priority;
    private int sprint;
    private Instant created;

    @SuppressWarnings("NullAway.Init")
    protected Card() {}

    public void retitle(String newTitle) {
        title = newTitle;
    }

    public long getId() {
        return id;
    }

    public long getRevision() {
        return revision;
    }

    public String getTitle() {
        return title;
    }

    public int getSprint() {
        return sprint;
    }
}
