package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.Input;
import io.hibernateredis.internal.codec.Output;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Set;
import org.hibernate.type.AnyType;

/**
 * References of {@code @Any}: an entity name of this mapping, and an id. Hibernate keeps both in an
 * object with neither a public constructor nor getters, which requires method handles.
 */
final class AnyCodec extends Codec<Serializable> {
    private final Set<String> entityNames;
    private final Codec<Object> id;
    private final Handles handles;

    private AnyCodec(Set<String> entityNames, Codec<Object> id, Handles handles) {
        super("any(" + id.signature() + ")");
        this.entityNames = entityNames;
        this.id = id;
        this.handles = handles;
    }

    static AnyCodec of(Set<String> entityNames, Codec<Object> id) {
        try {
            return new AnyCodec(entityNames, id, Handles.found());
        } catch (IllegalStateException e) {
            throw new NoCodecException(
                    "@Any",
                    "this version of Hibernate, or its module, does not give access to it ("
                            + e.getMessage()
                            + ")");
        }
    }

    /** The entity name in a reference. */
    static String entityName(Serializable value) {
        return (String) Handles.get(Handles.found().entityName(), value);
    }

    /** The id in a reference. */
    static Object id(Serializable value) {
        return Handles.get(Handles.found().id(), value);
    }

    @Override
    public void write(Output out, Serializable value) {
        Object entityId = Handles.get(handles.id(), value);
        out.begin();
        out.writeText((String) Handles.get(handles.entityName(), value));
        id.write(out, entityId);
        out.end();
    }

    @Override
    public Serializable read(Input in) {
        in.begin();
        var entityName = in.readText();
        if (!entityNames.contains(entityName)) {
            throw new CorruptEntryException("A reference to an unmapped entity");
        }
        var value = handles.make(entityName, id.read(in));
        in.end();
        return value;
    }

    private record Handles(MethodHandle constructor, MethodHandle entityName, MethodHandle id) {

        private static final Object FOUND = findOrFailure();

        /**
         * @throws IllegalStateException if this version of Hibernate has no such members
         */
        static Handles found() {
            if (FOUND instanceof Handles handles) {
                return handles;
            }
            throw new IllegalStateException(String.valueOf(FOUND));
        }

        private static Object findOrFailure() {
            try {
                return find();
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                return e;
            }
        }

        private static Handles find() throws ReflectiveOperationException {
            var type = AnyType.ObjectTypeCacheEntry.class;
            var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            return new Handles(
                    lookup.findConstructor(
                                    type,
                                    MethodType.methodType(void.class, String.class, Object.class))
                            .asType(
                                    MethodType.methodType(
                                            Serializable.class, String.class, Object.class)),
                    getter(lookup, type, "entityName", String.class),
                    getter(lookup, type, "id", Object.class));
        }

        private static MethodHandle getter(
                MethodHandles.Lookup lookup, Class<?> owner, String name, Class<?> type)
                throws ReflectiveOperationException {
            return lookup.findGetter(owner, name, type)
                    .asType(MethodType.methodType(Object.class, Serializable.class));
        }

        static Object get(MethodHandle getter, Serializable value) {
            try {
                return (Object) getter.invokeExact(value);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        Serializable make(String name, Object entityId) {
            try {
                return (Serializable) constructor.invokeExact(name, entityId);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
