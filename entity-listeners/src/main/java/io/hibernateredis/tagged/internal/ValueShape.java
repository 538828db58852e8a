package io.hibernateredis.tagged.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Digests;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JavaType;

/**
 * How the values of a type are laid out: the fields of its classes, and their types. Another
 * version of an application, whose classes differ, must not read its values: a field that is
 * missing would be null.
 */
final class ValueShape {

    private final StringBuilder text = new StringBuilder();
    private final Set<JavaType> seen = new HashSet<>();

    private ValueShape() {}

    static long fingerprint(JavaType type) {
        var shape = new ValueShape();
        shape.add(type);
        return Digests.sha256Long(shape.text.toString().getBytes(UTF_8));
    }

    private void add(JavaType type) {
        text.append(type.toCanonical()).append(';');
        if (!seen.add(type)) {
            return;
        }
        for (int i = 0; i < type.containedTypeCount(); i++) {
            add(type.containedType(i));
        }
        if (type.getContentType() != null) {
            add(type.getContentType());
        }
        Class<?> raw = type.getRawClass();
        if (raw.isPrimitive() || raw.isEnum() || raw.getName().startsWith("java.")) {
            return;
        }
        var fields = new TreeSet<String>();
        for (Class<?> owner = raw; owner != null; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())) {
                    fields.add(field.getName());
                    add(JsonValues.MAPPER.getTypeFactory().constructType(field.getGenericType()));
                }
            }
        }
        text.append(fields).append(';');
    }
}
