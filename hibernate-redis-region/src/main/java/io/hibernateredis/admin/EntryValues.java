package io.hibernateredis.admin;

import io.hibernateredis.internal.access.CachedEntries;
import io.hibernateredis.internal.access.DomainRegion;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.entry.CollectionCodec;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.KeyNames;
import io.hibernateredis.internal.protocol.StoredEntry;
import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/** Shows entries: what they hold, as data that can be written as JSON. Thread-safe. */
final class EntryValues {

    private static final int LONGEST_TEXT = 10_000;
    private static final int MOST_ELEMENTS = 1000;
    private static final String QUERY = "#?query";

    private final SessionFactoryCache cache;
    private final SessionFactoryImplementor sessionFactory;

    EntryValues(SessionFactoryCache cache, SessionFactoryImplementor sessionFactory) {
        this.cache = cache;
        this.sessionFactory = sessionFactory;
    }

    /** Null if there is none. */
    @Nullable CachedEntry shown(String name, KeyNames.Found found) {
        byte[] bytes = found.bytes();
        if (bytes == null) {
            return null;
        }
        String floor = KeyNames.floorOf(name);
        CachedEntries role = roleOf(floor);
        boolean isResult = floor.endsWith(QUERY);
        Object value = null;
        String whyNoValue = null;
        try {
            value = decoded(role, isResult, bytes);
        } catch (CorruptEntryException e) {
            whyNoValue = e.getMessage();
        }
        String reason = found.whyNotValid() == null ? whyNoValue : found.whyNotValid();
        boolean isKnown = reason != null || role != null;
        return new CachedEntry(
                name,
                KeyNames.region(name),
                role == null ? null : role.role(),
                found.size(),
                found.ttlMillis() < 0 ? null : Duration.ofMillis(found.ttlMillis()),
                found.loadedMicros() < 0
                        ? null
                        : Instant.EPOCH.plusNanos(
                                TimeUnit.MICROSECONDS.toNanos(found.loadedMicros())),
                isKnown ? reason == null : null,
                isKnown ? reason : "it also depends on what the entry does not name",
                value,
                whyNoValue);
    }

    private @Nullable CachedEntries roleOf(String floor) {
        for (DomainRegion region : cache.domainRegions()) {
            for (CachedEntries each : region.contents()) {
                if (each.keyspace().floor().toString().equals(floor)) {
                    return each;
                }
            }
        }
        return null;
    }

    private @Nullable Object decoded(@Nullable CachedEntries role, boolean isResult, byte[] bytes) {
        if (role != null) {
            return plain(role.reader().read(bytes, StoredEntry.BODY));
        }
        if (isResult) {
            return plain(cache.queryResults().decode(bytes, StoredEntry.BODY));
        }
        throw new CorruptEntryException("this session factory does not know what it holds");
    }

    private @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Number) {
            return value;
        }
        if (value instanceof CacheEntry entity) {
            return attributes(entity);
        }
        if (value instanceof CollectionCacheEntry collection) {
            return elements(Arrays.asList(CollectionCodec.state(collection)));
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, each) -> plain.put(String.valueOf(key), plain(each)));
            return plain;
        }
        if (value instanceof Collection<?> all) {
            return elements(all);
        }
        if (value instanceof byte[] bytes) {
            return shortened(Base64.getEncoder().encodeToString(bytes));
        }
        return value.getClass().isArray() ? elements(list(value)) : shortened(value.toString());
    }

    private static List<@Nullable Object> list(Object array) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < Math.min(Array.getLength(array), MOST_ELEMENTS + 1); i++) {
            list.add(Array.get(array, i));
        }
        return list;
    }

    private Map<String, @Nullable Object> attributes(CacheEntry entity) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        attributes.put("_entity", entity.getSubclass());
        String[] names =
                sessionFactory
                        .getMappingMetamodel()
                        .getEntityDescriptor(entity.getSubclass())
                        .getPropertyNames();
        Object[] state = entity.getDisassembledState();
        for (int i = 0; i < state.length && i < names.length; i++) {
            attributes.put(names[i], plain(state[i]));
        }
        return attributes;
    }

    private List<@Nullable Object> elements(Collection<?> all) {
        List<@Nullable Object> plain = new ArrayList<>();
        for (Object each : all) {
            if (plain.size() == MOST_ELEMENTS) {
                plain.add("…");
                break;
            }
            plain.add(plain(each));
        }
        return plain;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
