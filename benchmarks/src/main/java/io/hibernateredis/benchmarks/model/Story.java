package io.hibernateredis.benchmarks.model;

import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;

/** A task that adds something. */
@Entity
@DiscriminatorValue("S")
public class Story extends Task {
    private int points;

    public int getPoints() {
        return points;
    }
}
