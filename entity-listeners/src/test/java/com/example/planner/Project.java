package com.example.planner;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

@Entity
public class Project {
    @Id private Long id;
    @Version private int version;

    protected Project() {}

    public Project(Long id) {
        this.id = id;
    }
}
