package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.CorruptEntryException;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** Tries to assemble the cached state of an entity. Thread-safe. */
public final class EntityValidator {

    private final Map<String, Layout> layouts = new HashMap<>();

    public EntityValidator(EntityPersister root, SessionFactoryImplementor factory) {
        for (String name : root.getSubclassEntityNames()) {
            layouts.put(
                    name,
                    Layout.of(factory.getMappingMetamodel().getEntityDescriptor(name), factory));
        }
    }

    /**
     * Throws anything if Hibernate could not create the entity.
     *
     * @param id of the entity
     * @param asked the entity that is looked for, or null if unknown
     * @return false if the entry is of another type than what is looked for
     */
    public boolean validate(
            Object entry,
            Object id,
            @Nullable EntityPersister asked,
            SharedSessionContractImplementor session) {
        String subclass;
        Object version;
        if (entry instanceof Map<?, ?> map) {
            subclass = String.valueOf(map.get(StructuredCacheEntry.SUBCLASS_KEY));
            version = map.get(StructuredCacheEntry.VERSION_KEY);
        } else {
            subclass = ((CacheEntry) entry).getSubclass();
            version = ((CacheEntry) entry).getVersion();
        }
        Layout layout = layouts.get(subclass);
        if (layout == null || layout.isAbstract) {
            throw new CorruptEntryException("An entity of an abstract class");
        }
        layout.validate(layout.state(entry), version, id, session);
        return isOf(asked, subclass);
    }

    private static boolean isOf(@Nullable EntityPersister asked, String subclass) {
        return asked == null || asked.getSubclassEntityNames().contains(subclass);
    }

    /** As {@link #validate}, for an entry that was validated before. */
    public boolean isOf(@Nullable EntityPersister asked, Object entry) {
        return isOf(asked, ((CacheEntry) entry).getSubclass());
    }

    /** Bytes that an entry takes, about; -1 if sessions cannot share it. */
    public int sharedBytes(Object entry) {
        if (!(entry instanceof CacheEntry plain)) {
            return -1;
        }
        Layout layout = layouts.get(plain.getSubclass());
        return layout == null || SharedValues.bytesOf(plain.getVersion()) < 0
                ? -1
                : SharedValues.bytesOf(i -> layout.types[i], plain.getDisassembledState());
    }

    /**
     * @param version position of the version among the attributes, or -1
     * @param lazy which attributes may be absent because they are loaded lazily
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Layout(
            boolean isAbstract,
            String[] names,
            Type[] types,
            ValueValidator[] attributes,
            int version,
            Class<?> versionType,
            boolean[] lazy) {

        static Layout of(EntityPersister persister, SessionFactoryImplementor factory) {
            String[] names = persister.getPropertyNames();
            var types = persister.getPropertyTypes();
            var attributes = new ValueValidator[names.length];
            for (int i = 0; i < names.length; i++) {
                attributes[i] = ValueValidator.of(types[i], declared(persister, names[i]), factory);
            }
            var versionType = persister.isVersioned() ? persister.getVersionType() : null;
            return new Layout(
                    persister.isAbstract(),
                    names,
                    types,
                    attributes,
                    EntityLayout.versionIndex(persister),
                    versionType == null ? Object.class : versionType.getReturnedClass(),
                    persister.getPropertyLaziness());
        }

        private static Class<?> declared(EntityPersister persister, String name) {
            var attribute = persister.findAttributeMapping(name);
            return attribute == null || attribute.getPropertyAccess() == null
                    ? Object.class
                    : attribute.getPropertyAccess().getGetter().getReturnTypeClass();
        }

        @Nullable Object[] state(Object entry) {
            if (entry instanceof CacheEntry plain) {
                return plain.getDisassembledState();
            }
            var state = new @Nullable Object[names.length];
            for (int i = 0; i < names.length; i++) {
                state[i] = ((Map<?, ?>) entry).get(names[i]);
            }
            return state;
        }

        void validate(
                @Nullable Object[] state,
                @Nullable Object entryVersion,
                Object id,
                SharedSessionContractImplementor session) {
            for (int i = 0; i < state.length; i++) {
                Object value = state[i];
                if (value == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
                    require(lazy[i]);
                } else if (value == PropertyAccessStrategyBackRefImpl.UNKNOWN) {
                    require(names[i].startsWith("_") && names[i].endsWith("Backref"));
                } else {
                    attributes[i].validate(value, id, session);
                }
            }
            if (version >= 0) {
                require(state[version] != null);
            }
            if (entryVersion != null) {
                ValueValidator.requireInstance(entryVersion, versionType);
            }
        }

        private static void require(boolean fits) {
            if (!fits) {
                throw new CorruptEntryException("A required value is missing");
            }
        }
    }
}
