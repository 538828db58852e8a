package io.hibernateredis.benchmarks.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Eight small columns, of which there are as many rows as a measurement asks for. */
@Entity
@Table(name = "items")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "item")
@SuppressWarnings("UnusedVariable") // columns
public class Item {
    @Id private long id;
    private String name;
    private String category;
    private int quantity;
    private int price;
    private double weight;
    private boolean active;
    private Instant created;

    @SuppressWarnings("NullAway.Init")
    protected Item() {}

    public long getId() {
        return id;
    }

    public String getName() {
        return name;
    }
}
