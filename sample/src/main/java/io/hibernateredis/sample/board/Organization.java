package io.hibernateredis.sample.board;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;

/** An organization: it and which projects it has never change, so they are cached read-only. */
@Entity
@Table(name = "sample_organizations")
@Immutable
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_ONLY, region = "organization")
public class Organization {
    @Id private long id;
    private String name;

    @OneToMany(mappedBy = "organization")
    @OrderBy("id")
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY, region = "organization.projects")
    private List<Project> projects = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected Organization() {}

    public Organization(long id, String name) {
        this.id = id;
        this.name = name;
    }

    public long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public List<Project> getProjects() {
        return projects;
    }
}
