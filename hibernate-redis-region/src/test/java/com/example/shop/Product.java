package com.example.shop;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

// documentation: begin
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Product {
    @Id private Long id;
    @Version private int version;
    private String name;

    protected Product() {}

    public Product(Long id, String name) {
        this.id = id;
        this.name = name;
    }

    public String name() {
        return name;
    }
}
// documentation: end
