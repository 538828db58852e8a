package io.hibernateredis.benchmarks.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** Whom projects, tasks and notes refer to: an employee or a guest, in one table. */
@Entity
@Table(name = "persons")
@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
@DiscriminatorColumn(name = "kind")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "person")
@NaturalIdCache(region = "person-email")
public abstract class Person {
    @Id private long id;

    @NaturalId(mutable = true)
    private String email;

    private String name;

    @SuppressWarnings("NullAway.Init")
    protected Person() {}

    public long getId() {
        return id;
    }

    public String getEmail() {
        return email;
    }

    public String getName() {
        return name;
    }
}
