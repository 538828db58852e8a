package com.example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Not marked to be cached. */
@Entity
public class Author {

    @Id private Long id;

    private String name;

    protected Author() {}

    public Author(Long id, String name) {
        this.id = id;
        this.name = name;
    }

    public String name() {
        return name;
    }
}
