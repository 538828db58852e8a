package io.hibernateredis.internal.entry;

import java.util.Collection;
import java.util.Map;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.type.AnyType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** Tries to assemble, hash and sort the cached elements of a collection. Thread-safe. */
public final class CollectionValidator {

    private final CollectionPersister persister;
    private final Part[] parts;

    /** For each position in turn, whether the value is put into a set or used as a map key. */
    private final boolean hashes;

    private record Part(Type type, ValueValidator validator) {}

    public CollectionValidator(CollectionPersister persister, SessionFactoryImplementor factory) {
        this.persister = persister;
        var element = CollectionTypes.element(persister);
        var classification = persister.getCollectionSemantics().getCollectionClassification();
        Class<?> declared = persister.isArray() ? persister.getElementClass() : Object.class;
        var elements = new Part(element, ValueValidator.of(element, declared, factory));
        this.parts =
                switch (classification) {
                    case MAP, SORTED_MAP, ORDERED_MAP ->
                            new Part[] {part(CollectionTypes.index(persister), factory), elements};
                    case ID_BAG ->
                            new Part[] {part(CollectionTypes.id(persister), factory), elements};
                    default -> new Part[] {elements};
                };
        this.hashes =
                switch (classification) {
                    case MAP, SORTED_MAP, ORDERED_MAP, SET, SORTED_SET, ORDERED_SET ->
                            isValue(parts[0].type());
                    default -> false;
                };
    }

    private static Part part(Type type, SessionFactoryImplementor factory) {
        return new Part(type, ValueValidator.of(type, Object.class, factory));
    }

    /** Whether the value can be hashed here; an entity would have to be loaded first. */
    private static boolean isValue(Type type) {
        return !(type instanceof EntityType || type instanceof AnyType)
                && !TypeCodecs.refersToEntity(type);
    }

    /** Throws anything if Hibernate could not fill a collection with the elements. */
    public void validate(@Nullable Object[] state, SharedSessionContractImplementor session) {
        for (int i = 0; i < state.length; i++) {
            parts[i % parts.length].validator().validate(state[i], null, session);
        }
        if (hashes) {
            fill(state, session);
        }
    }

    /** Bytes that an entry takes, about; -1 if sessions cannot share it. */
    public int sharedBytes(Object entry) {
        return entry instanceof CollectionCacheEntry plain
                ? SharedValues.bytesOf(this::typeAt, plain.getState())
                : -1;
    }

    private Type typeAt(int position) {
        return parts[position % parts.length].type();
    }

    @SuppressWarnings("unchecked")
    private void fill(@Nullable Object[] state, SharedSessionContractImplementor session) {
        Object raw = persister.getCollectionSemantics().instantiateRaw(state.length, persister);
        for (int i = 0; i < state.length; i += parts.length) {
            Object value = parts[0].type().assemble((java.io.Serializable) state[i], session, null);
            if (raw instanceof Map<?, ?> map) {
                ((Map<@Nullable Object, Object>) map).put(value, true);
            } else if (value != null && raw instanceof Collection<?> collection) {
                ((Collection<Object>) collection).add(value);
            }
        }
    }
}
