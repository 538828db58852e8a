package io.hibernateredis.query.internal.execution;

import io.hibernateredis.query.internal.analysis.Dependencies;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A select whose statement was seen before it was translated. What follows from it is found at its
 * first execution and kept with it. Thread-safe.
 */
final class AnalysedSelect {

    private final Dependencies dependencies;
    private volatile @Nullable CompiledSelect compiled;

    AnalysedSelect(Dependencies dependencies) {
        this.dependencies = dependencies;
    }

    Dependencies dependencies() {
        return dependencies;
    }

    CompiledSelect compiled(Supplier<CompiledSelect> compiler) {
        CompiledSelect known = compiled;
        if (known == null) {
            known = compiler.get();
            compiled = known;
        }
        return known;
    }
}
