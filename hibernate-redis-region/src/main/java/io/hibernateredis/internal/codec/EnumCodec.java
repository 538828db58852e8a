package io.hibernateredis.internal.codec;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The constants of one enum, by name: adding one leaves entries readable. */
final class EnumCodec extends Codec<Enum<?>> {
    private final Class<?> type;
    private final Map<String, Enum<?>> constants;

    EnumCodec(Class<? extends Enum<?>> type) {
        super("enum:" + type.getName());
        this.type = type;
        this.constants =
                Arrays.stream(type.getEnumConstants())
                        .collect(Collectors.toMap(Enum::name, Function.identity()));
    }

    @Override
    public void write(Output out, Enum<?> value) {
        if (value.getDeclaringClass() != type) {
            throw new ClassCastException(value.getDeclaringClass() + " is not " + type);
        }
        out.writeText(value.name());
    }

    @Override
    public Enum<?> read(Input in) {
        var constant = constants.get(in.readText());
        if (constant == null) {
            throw new CorruptEntryException("No constant of " + type.getName());
        }
        return constant;
    }
}
