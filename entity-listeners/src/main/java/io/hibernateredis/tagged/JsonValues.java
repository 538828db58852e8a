package io.hibernateredis.tagged;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

/** Values as JSON. No JSON names a class: what is to be made of it, the caller says. */
final class JsonValues {

    static final JsonMapper MAPPER =
            JsonMapper.builder().polymorphicTypeValidator(new NoClassNames()).build();

    private JsonValues() {}

    static byte[] write(ValueType<?> type, @Nullable Object value) {
        return MAPPER.writerFor(type.type()).writeValueAsBytes(value);
    }

    static @Nullable Object read(ValueType<?> type, byte[] bytes, int offset, int length) {
        return MAPPER.readerFor(type.type()).readValue(bytes, offset, length);
    }

    /** Refuses annotations, too, by which a type asks for class names. */
    private static final class NoClassNames extends PolymorphicTypeValidator {

        private static final long serialVersionUID = 1L;

        @Override
        public Validity validateBaseType(DatabindContext context, JavaType baseType) {
            return Validity.DENIED;
        }

        @Override
        public Validity validateSubClassName(
                DatabindContext context, JavaType baseType, String subClassName) {
            return Validity.DENIED;
        }

        @Override
        public Validity validateSubType(
                DatabindContext context, JavaType baseType, JavaType subType) {
            return Validity.DENIED;
        }
    }
}
