package io.hibernateredis.region;

import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;
import tools.jackson.databind.json.JsonMapper;

/** What Hibernate maps to JSON with; before 7.4 it brings none for Jackson 3. */
public final class JacksonFormatMapper implements FormatMapper {
    private final JsonMapper mapper = JsonMapper.shared();

    @Override
    public <T> T fromString(CharSequence text, JavaType<T> javaType, WrapperOptions options) {
        return javaType.getJavaTypeClass() == String.class
                ? javaType.getJavaTypeClass().cast(text.toString())
                : mapper.readValue(text.toString(), mapper.constructType(javaType.getJavaType()));
    }

    @Override
    public <T> String toString(T value, JavaType<T> javaType, WrapperOptions options) {
        return value instanceof String text ? text : mapper.writeValueAsString(value);
    }
}
