package io.hibernateredis.region;

import io.hibernateredis.codec.Form;
import io.hibernateredis.codec.Input;
import io.hibernateredis.codec.Output;
import org.jspecify.annotations.Nullable;

/**
 * Values whose disassembled form the mapping does not tell, because a converter, a mutability plan
 * or a user type makes it: either of the domain's class, or any of the closed set.
 */
final class LooseForm extends Form<Object> {
    private final Class<?> domainType;
    private final @Nullable Form<Object> domain;
    private final Form<Object> tagged;

    @SuppressWarnings("unchecked")
    LooseForm(Class<?> domainType, @Nullable Form<?> domain, Form<Object> tagged) {
        super(
                "loose("
                        + domainType.getName()
                        + ","
                        + (domain == null ? "" : domain.signature())
                        + ","
                        + tagged.signature()
                        + ")");
        this.domainType = domainType;
        this.domain = (Form<Object>) domain;
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
