package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.Input;
import io.hibernateredis.internal.codec.Output;
import io.hibernateredis.internal.codec.UnsupportedValueException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Encodes values of a type outside the closed set as the values inside it that are stored in the
 * database.
 *
 * @param <D> the type of the values
 * @param <R> the type they are written as
 */
final class ConvertingCodec<D, R> extends Codec<D> {
    private final Codec<R> relational;
    private final Function<D, @Nullable R> toRelational;
    private final Function<R, @Nullable D> toDomain;

    ConvertingCodec(
            String name,
            Codec<R> relational,
            Function<D, @Nullable R> toRelational,
            Function<R, @Nullable D> toDomain) {
        super("converted(" + name + "," + relational.signature() + ")");
        this.relational = relational;
        this.toRelational = toRelational;
        this.toDomain = toDomain;
    }

    @Override
    public void write(Output out, D value) {
        relational.write(out, relational(value));
    }

    private R relational(D value) {
        R converted = toRelational.apply(value);
        if (converted == null) {
            throw new UnsupportedValueException(
                    "A " + value.getClass().getName() + " is stored as null");
        }
        return converted;
    }

    @Override
    public D read(Input in) {
        return domain(relational.read(in));
    }

    /** The value to be written, which identifies its own type. */
    @SuppressWarnings("unchecked")
    Object convert(Object value) {
        return relational((D) value);
    }

    /** The value that was written as {@code converted}. */
    @SuppressWarnings("unchecked")
    Object revert(Object converted) {
        return domain((R) converted);
    }

    private D domain(R converted) {
        D value = toDomain.apply(converted);
        if (value == null) {
            throw new CorruptEntryException("A value that is read as null");
        }
        return value;
    }
}
