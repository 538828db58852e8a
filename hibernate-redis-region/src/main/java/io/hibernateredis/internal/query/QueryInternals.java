package io.hibernateredis.internal.query;

import io.hibernateredis.internal.codec.Digests;
import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.session.HibernateVersion;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.hibernate.cache.internal.QueryResultsCacheImpl;
import org.hibernate.cache.spi.QueryKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Accesses what Hibernate keeps private about cached queries: the parts of a key, and the item that
 * holds a result.
 *
 * <p>Hibernate's own contract for them is Java serialization, which this cache never uses for
 * reading.
 */
public final class QueryInternals {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** The handles, or the failure to find them. */
    private static final Object FOUND = findOrFailure();

    private static final ClassValue<MethodHandle> PARAMETER_VALUES =
            new ClassValue<>() {
                @Override
                protected MethodHandle computeValue(Class<?> type) {
                    return getter(type, "values");
                }
            };

    private QueryInternals() {}

    private record Handles(
            MethodHandle newItem,
            MethodHandle itemRows,
            List<MethodHandle> keyParts,
            MethodHandle keyParameters) {

        static Handles find() {
            Class<?> item = itemClass();
            return new Handles(
                    newItemHandle(item),
                    getter(item, "results"),
                    List.of(
                            getter(QueryKey.class, "sqlQueryString"),
                            getter(QueryKey.class, "firstRow"),
                            getter(QueryKey.class, "maxRows"),
                            getter(QueryKey.class, "enabledFilterNames")),
                    getter(QueryKey.class, "parameterBindingsMemento"));
        }
    }

    private static Object findOrFailure() {
        try {
            return Handles.find();
        } catch (RuntimeException | LinkageError e) {
            return e;
        }
    }

    /** Why query results cannot be cached on this version of Hibernate, or null if they can. */
    public static @Nullable String problem() {
        return FOUND instanceof Handles ? null : String.valueOf(FOUND);
    }

    /**
     * @throws IllegalStateException if there is a {@link #problem}
     */
    private static Handles handles() {
        if (FOUND instanceof Handles handles) {
            return handles;
        }
        throw new IllegalStateException(problem());
    }

    static Object newItem(long timestamp, List<?> rows) {
        try {
            return handles().newItem().invoke(timestamp, rows);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static List<?> rowsOf(Object item) {
        try {
            return (List<?>) handles().itemRows().invoke(item);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static String sqlOf(QueryKey key) {
        try {
            return String.valueOf((Object) handles().keyParts().get(0).invoke(key));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A hash of a query's SQL, parameters, limits, and enabled filters with their arguments. */
    @SuppressWarnings(
            "deprecation") // Hibernate 7.1 has no other way to list the parameters of a filter.
    static String hash(QueryKey key, SharedSessionContractImplementor session, EntryCodecs codecs) {
        List<Object> parts = new ArrayList<>();
        // On Hibernate 7.1 the columns of a result are unknown and values are written in another
        // layout.
        parts.add(HibernateVersion.scopesOperations());
        try {
            for (MethodHandle part : handles().keyParts()) {
                Object value = part.invoke(key);
                parts.add(value instanceof Object[] array ? Arrays.asList(array) : value);
            }
            Object parameters = handles().keyParameters().invoke(key);
            parts.add((Object[]) PARAMETER_VALUES.get(parameters.getClass()).invoke(parameters));
        } catch (Throwable e) {
            throw unexpected(e);
        }
        session.getLoadQueryInfluencers()
                .getEnabledFilters()
                .values()
                .forEach(
                        filter -> {
                            parts.add(filter.getName());
                            filter.getFilterDefinition().getParameterNames().stream()
                                    .sorted()
                                    .forEach(
                                            name -> {
                                                parts.add(name);
                                                parts.add(filter.getParameterValue(name));
                                            });
                        });
        byte[] hash = Digests.sha256(codecs.queryResults().encode(parts));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private static Class<?> itemClass() {
        for (Class<?> nested : QueryResultsCacheImpl.class.getDeclaredClasses()) {
            if (nested.getSimpleName().equals("CacheItem")) {
                return nested;
            }
        }
        throw new IllegalStateException("QueryResultsCacheImpl has no nested class CacheItem");
    }

    private static MethodHandle newItemHandle(Class<?> item) {
        try {
            Constructor<?> constructor = item.getDeclaredConstructor(long.class, List.class);
            constructor.setAccessible(true);
            return LOOKUP.unreflectConstructor(constructor)
                    .asType(MethodType.methodType(Object.class, long.class, List.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle getter(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return LOOKUP.unreflectGetter(field)
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
