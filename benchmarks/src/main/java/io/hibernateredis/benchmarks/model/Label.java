package io.hibernateredis.benchmarks.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** A small entity: four columns. */
@Entity
@Table(name = "labels")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "label")
public class Label {
    @Id private long id;
    private String name;
    private String color;
    private int position;

    @SuppressWarnings("NullAway.Init")
    protected Label() {}

    public long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public String getColor() {
        return color;
    }

    public int getPosition() {
        return position;
    }
}
