package io.hibernateredis.internal.access;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.CollectionClassification;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.OneToOneType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Compares what two entries were decoded to. In doubt they are the same: who asks would raise an
 * alarm.
 */
final class SameState {

    private SameState() {}

    /** Of an entity, as Hibernate caches it, structured or not. */
    static boolean ofEntities(SessionFactoryImplementor factory, Object one, Object other) {
        Object name = entityName(one);
        if (!Objects.equals(name, entityName(other))) {
            return false;
        }
        EntityPersister entity =
                factory.getMappingMetamodel().getEntityDescriptor(String.valueOf(name));
        String[] names = entity.getPropertyNames();
        Type[] types = entity.getPropertyTypes();
        for (int i = 0; i < names.length; i++) {
            if (isOfItsRow(types[i])
                    && !ofValues(attribute(one, names[i], i), attribute(other, names[i], i))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Object entityName(Object entry) {
        return entry instanceof Map<?, ?> map
                ? map.get(StructuredCacheEntry.SUBCLASS_KEY)
                : ((CacheEntry) entry).getSubclass();
    }

    /**
     * Collections are entries of their own. The other side of a one-to-one is what the session that
     * stored the entry knew of it.
     */
    private static boolean isOfItsRow(Type type) {
        return !(type instanceof CollectionType) && !(type instanceof OneToOneType);
    }

    private static @Nullable Object attribute(Object entry, String name, int position) {
        if (entry instanceof Map<?, ?> map) {
            return map.get(name);
        }
        Object[] state = ((CacheEntry) entry).getDisassembledState();
        return position < state.length ? state[position] : null;
    }

    /**
     * Of a collection.
     *
     * @param one its elements, or keys and elements in turn
     */
    static boolean ofElements(
            CollectionClassification kind, @Nullable Object[] one, @Nullable Object[] other) {
        return switch (kind) {
            case LIST, ARRAY -> ofValues(one, other);
            case MAP, SORTED_MAP, ORDERED_MAP, ID_BAG -> ofBags(pairs(one), pairs(other));
            default -> ofBags(Arrays.asList(one), Arrays.asList(other));
        };
    }

    private static List<@Nullable Object> pairs(@Nullable Object[] state) {
        List<@Nullable Object> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < state.length; i += 2) {
            pairs.add(new @Nullable Object[] {state[i], state[i + 1]});
        }
        return pairs;
    }

    /** The database gives rows in the order it likes. */
    private static boolean ofBags(List<@Nullable Object> one, List<@Nullable Object> other) {
        if (one.size() != other.size()) {
            return false;
        }
        List<@Nullable Object> left = new ArrayList<>(other);
        for (Object each : one) {
            int at = 0;
            while (at < left.size() && !ofValues(each, left.get(at))) {
                at++;
            }
            if (at == left.size()) {
                return false;
            }
            left.remove(at);
        }
        return true;
    }

    static boolean ofValues(@Nullable Object one, @Nullable Object other) {
        if (one == LazyPropertyInitializer.UNFETCHED_PROPERTY
                || other == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
            return true;
        }
        if (one instanceof Object[] some && other instanceof Object[] others) {
            return ofArrays(some, others);
        }
        if (one instanceof List<?> some && other instanceof List<?> others) {
            return ofArrays(some.toArray(), others.toArray());
        }
        if (one instanceof BigDecimal number && other instanceof BigDecimal another) {
            return number.compareTo(another) == 0;
        }
        return Objects.deepEquals(one, other) || isIncomparable(one, other);
    }

    private static boolean ofArrays(@Nullable Object[] one, @Nullable Object[] other) {
        if (one.length != other.length) {
            return false;
        }
        for (int i = 0; i < one.length; i++) {
            if (!ofValues(one[i], other[i])) {
                return false;
            }
        }
        return true;
    }

    /** A class without an {@code equals} of its own does not tell. */
    private static boolean isIncomparable(@Nullable Object one, @Nullable Object other) {
        if (one == null
                || other == null
                || one.getClass() != other.getClass()
                || one.getClass().isArray()) {
            return false;
        }
        try {
            return one.getClass().getMethod("equals", Object.class).getDeclaringClass()
                    == Object.class;
        } catch (NoSuchMethodException e) {
            return true;
        }
    }
}
