package io.hibernateredis.sample.board;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** A project: mutable, without a {@code @Version}, and known by a code that never changes. */
@Entity
@Table(name = "sample_projects")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "project")
@NaturalIdCache(region = "project.code")
public class Project {
    @Id private long id;
    @NaturalId private String code;
    private String name;
    private long revision;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Organization organization;

    @SuppressWarnings("NullAway.Init")
    protected Project() {}

    public Project(long id, String code, String name, Organization organization) {
        this.id = id;
        this.code = code;
        this.name = name;
        this.organization = organization;
    }

    /** Requires that the row is locked: there is no version to refuse a lost update. */
    public void rename(String newName) {
        name = newName;
        revision++;
    }

    public long getId() {
        return id;
    }

    public String getCode() {
        return code;
    }

    public String getName() {
        return name;
    }

    public long getRevision() {
        return revision;
    }

    public Organization getOrganization() {
        return organization;
    }
}
