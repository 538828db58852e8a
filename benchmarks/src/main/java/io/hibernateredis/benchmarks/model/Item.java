package io.hibernateredis.benchmarks.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
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
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "items")
    @SequenceGenerator(
            name = "items",
            sequenceName = "item_ids",
            initialValue = Dataset.FIRST_INSERTED,
            allocationSize = 50)
    private long id;

    private String name;
    private String category;
    private int quantity;
    private int price;
    private double weight;
    private boolean active;
    private Instant created;

    @SuppressWarnings("NullAway.Init")
    protected Item() {}

    public Item(String name) {
        this.name = name;
        this.category = "inserted";
        this.created = Instant.EPOCH;
    }

    public long getId() {
        return id;
    }

    public String getName() {
        return name;
    }
}
