package io.hibernateredis.benchmarks.model;

import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;

/** A task that repairs something. */
@Entity
@DiscriminatorValue("B")
public class Bug extends Task {
    private int severity;

    public int getSeverity() {
        return severity;
    }
}
