package io.hibernateredis.fuzz;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.PersistentAttributeInterceptable;
import org.hibernate.persister.entity.EntityPersister;

/** Attributes as an application reads and writes them, also of enhanced classes. */
final class Attributes {

    private static final String ADDED = "$$_hibernate_";
    private static final String READ = ADDED + "read_";
    private static final String WRITE = ADDED + "write_";

    private Attributes() {}

    static Object get(EntityPersister persister, Object owner, int position) {
        Method reader = accessor(persister, owner, position, READ);
        return reader == null ? persister.getValue(owner, position) : invoke(reader, owner);
    }

    static void set(EntityPersister persister, Object owner, int position, Object value) {
        Method writer = accessor(persister, owner, position, WRITE);
        if (writer == null) {
            persister.setValue(owner, position, value);
        } else {
            // What was not loaded is written whatever it is, and a hit has loaded it.
            get(persister, owner, position);
            invoke(writer, owner, value);
        }
    }

    private static Method accessor(
            EntityPersister persister, Object owner, int position, String kind) {
        if (!(owner instanceof PersistentAttributeInterceptable)) {
            return null;
        }
        String name = kind + persister.getPropertyNames()[position];
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name)) {
                    return method;
                }
            }
        }
        return null;
    }

    private static Object invoke(Method accessor, Object owner, Object... values) {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(owner, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Not one that an enhancement adds. */
    static boolean isOfApplication(Field field) {
        return !Modifier.isStatic(field.getModifiers())
                && !field.isSynthetic()
                && !field.getName().startsWith(ADDED);
    }

    /** The entity itself, initialized. */
    static Object unproxy(Object entity) {
        Hibernate.initialize(entity);
        return Hibernate.unproxy(entity);
    }
}
