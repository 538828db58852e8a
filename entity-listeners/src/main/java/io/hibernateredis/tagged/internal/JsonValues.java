package io.hibernateredis.tagged.internal;

import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

/** Maps values to JSON and back. No JSON names a class: the caller gives the type to read. */
public final class JsonValues {

    public static final JsonMapper MAPPER =
            JsonMapper.builder().polymorphicTypeValidator(new NoClassNames()).build();

    private JsonValues() {}

    /** Refuses class names that the annotations of a type ask for, too. */
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
