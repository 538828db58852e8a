package com.example.board;

import io.hibernateredis.tags.CacheTags;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

@Entity
@Cacheable
@CacheTags("board:{id}")
public class Board {

    @Id private Long id;
    @Version private int version;
    private String name;

    protected Board() {}

    public Board(Long id, String name) {
        this.id = id;
        this.name = name;
    }

    public Long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public void rename(String newName) {
        name = newName;
    }
}
