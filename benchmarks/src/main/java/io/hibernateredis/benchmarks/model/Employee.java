package io.hibernateredis.benchmarks.model;

import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;
import org.jspecify.annotations.Nullable;

/** A person with a department. */
@Entity
@DiscriminatorValue("E")
public class Employee extends Person {
    private @Nullable String department;

    public @Nullable String getDepartment() {
        return department;
    }
}
