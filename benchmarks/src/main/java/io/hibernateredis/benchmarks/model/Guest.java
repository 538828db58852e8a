package io.hibernateredis.benchmarks.model;

import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;
import org.jspecify.annotations.Nullable;

/** A person of another company. */
@Entity
@DiscriminatorValue("G")
public class Guest extends Person {
    private @Nullable String company;

    public @Nullable String getCompany() {
        return company;
    }
}
