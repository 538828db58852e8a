package io.hibernateredis.benchmarks.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/**
 * A larger entity: fifteen columns, an association, a cached natural id, and a cached collection of
 * 20 tasks.
 */
@Entity
@Table(name = "projects")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "project")
@NaturalIdCache(region = "project-code")
@SuppressWarnings("UnusedVariable") // columns
public class Project {
    @Id private long id;
    @Version private long revision;
    @NaturalId private String code;
    private String name;
    private String description;

    @Enumerated(EnumType.STRING)
    private Status status;

    private int priority;
    private BigDecimal budget;
    private double progress;
    private boolean archived;
    private UUID reference;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Person owner;

    private Instant created;
    private Instant changed;
    private LocalDate due;

    @OneToMany(mappedBy = "project")
    @OrderBy("id")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "project-tasks")
    private List<Task> tasks = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected Project() {}

    public void rename(String newName) {
        name = newName;
    }

    public long getId() {
        return id;
    }

    public long getRevision() {
        return revision;
    }

    public String getCode() {
        return code;
    }

    public String getName() {
        return name;
    }

    public Person getOwner() {
        return owner;
    }

    public List<Task> getTasks() {
        return tasks;
    }
}
