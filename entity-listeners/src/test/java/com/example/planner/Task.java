package com.example.planner;

import io.hibernateredis.tags.CacheTags;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;

// documentation: begin
@Entity
@CacheTags({"tasks", "board:{project.id}"})
public class Task {
    @Id private Long id;
    @Version private int version;
    private int points;

    @ManyToOne(fetch = FetchType.LAZY)
    private Project project;

    // documentation: end

    protected Task() {}

    public Task(Long id, Project project, int points) {
        this.id = id;
        this.project = project;
        this.points = points;
    }

    public void setPoints(int points) {
        this.points = points;
    }
}
