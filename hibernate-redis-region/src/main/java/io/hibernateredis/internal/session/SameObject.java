package io.hibernateredis.internal.session;

import org.jspecify.annotations.Nullable;

/** An object compared by identity. */
public record SameObject(@Nullable Object object) {

    @Override
    @SuppressWarnings("ReferenceEquality") // Identity is the purpose of this class.
    public boolean equals(@Nullable Object other) {
        return other instanceof SameObject that && object == that.object;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(object);
    }
}
