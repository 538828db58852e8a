package io.hibernateredis.benchmarks.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.CacheLayout;
import org.hibernate.annotations.QueryCacheLayout;

/** A card of a project, which cached queries hold with all its columns. */
@Entity
@Table(name = "tasks")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "task")
@QueryCacheLayout(layout = CacheLayout.FULL)
public class Task extends Card {
    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Project project;

    @SuppressWarnings("NullAway.Init")
    protected Task() {}

    public Project getProject() {
        return project;
    }
}
