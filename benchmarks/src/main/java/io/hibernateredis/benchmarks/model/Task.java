package io.hibernateredis.benchmarks.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.CacheLayout;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.QueryCacheLayout;

/**
 * A card of a project, a bug or a story in one table, with a cached natural id. Cached queries hold
 * it with all its columns.
 */
@Entity
@Table(name = "tasks")
@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
@DiscriminatorColumn(name = "kind")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "task")
@NaturalIdCache(region = "task-code")
@QueryCacheLayout(layout = CacheLayout.FULL)
public abstract class Task extends Card {
    @NaturalId private String code;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Project project;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Person assignee;

    @SuppressWarnings("NullAway.Init")
    protected Task() {}

    public String getCode() {
        return code;
    }

    public Project getProject() {
        return project;
    }

    public Person getAssignee() {
        return assignee;
    }
}
