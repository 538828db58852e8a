package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.Input;
import io.hibernateredis.internal.codec.Output;
import org.jspecify.annotations.Nullable;

/**
 * Values whose disassembled form the mapping does not define, because a converter, a mutability
 * plan or a user type produces it: either of the domain class, or any of the closed set.
 */
final class DomainOrTaggedCodec extends Codec<Object> {
    private final Class<?> domainType;
    private final @Nullable Codec<Object> domain;
    private final Codec<Object> tagged;

    @SuppressWarnings("unchecked")
    DomainOrTaggedCodec(Class<?> domainType, @Nullable Codec<?> domain, Codec<Object> tagged) {
        super(
                "loose("
                        + domainType.getName()
                        + ","
                        + (domain == null ? "" : domain.signature())
                        + ","
                        + tagged.signature()
                        + ")");
        this.domainType = domainType;
        this.domain = (Codec<Object>) domain;
        this.tagged = tagged;
    }

    @Override
    public void write(Output out, Object value) {
        boolean isDomain = domain != null && domainType.isInstance(value);
        out.begin();
        out.writeBoolean(isDomain);
        if (isDomain && domain != null) {
            domain.write(out, value);
        } else {
            tagged.write(out, value);
        }
        out.end();
    }

    @Override
    public Object read(Input in) {
        in.begin();
        boolean isDomain = in.readBoolean();
        Object value = isDomain && domain != null ? domain.read(in) : tagged.read(in);
        in.end();
        return value;
    }
}
