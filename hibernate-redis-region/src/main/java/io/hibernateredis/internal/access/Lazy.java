package io.hibernateredis.internal.access;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first needed: the mapping is not complete when regions are built.
 * Threads that need it at the same time may each make one; one of them stays. Thread-safe.
 */
final class Lazy<T> {

    private final Supplier<T> supplier;
    private volatile @Nullable T value;

    Lazy(Supplier<T> supplier) {
        this.supplier = supplier;
    }

    T get() {
        T known = value;
        if (known == null) {
            known = supplier.get();
            value = known;
        }
        return known;
    }
}
