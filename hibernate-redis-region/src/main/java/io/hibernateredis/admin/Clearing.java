package io.hibernateredis.admin;

import io.hibernateredis.internal.access.DomainRegion;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.query.SeenQueries;
import io.hibernateredis.internal.query.SeenQuery;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is to be cleared, and evicts it by the same messages as the application does. Nothing
 * is deleted in Redis by itself: an entry that is being loaded would come back. Thread-safe.
 */
final class Clearing {

    private static final Pattern TAG = Pattern.compile("[^\\s\\p{Cntrl},()*/]+");

    private final SessionFactoryCache cache;
    private final SessionFactoryImplementor sessionFactory;

    Clearing(SessionFactoryCache cache, SessionFactoryImplementor sessionFactory) {
        this.cache = cache;
        this.sessionFactory = sessionFactory;
    }

    String everything() {
        sessionFactory.getCache().evictAllRegions();
        cache.store().evictEverything();
        return "everything";
    }

    String region(String name) {
        Set<Tag> floors = new LinkedHashSet<>();
        for (DomainRegion region : cache.domainRegions()) {
            if (isNamed(region.getName(), name)) {
                floors.addAll(region.forget());
            }
        }
        for (String region : queryRegions()) {
            if (isNamed(region, name)) {
                floors.add(cache.queryResults().keyspace(region, null).floor());
            }
        }
        if (floors.isEmpty()) {
            throw new InvalidRequestException(
                    "region", name, "must be one of " + String.join(", ", names()));
        }
        cache.store().evict(Set.of(), floors);
        return "region " + name;
    }

    private boolean isNamed(String region, String name) {
        return region.equals(name) || cache.names().of(region).equals(name);
    }

    /** The names of the regions that can be cleared, prefixes included. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        cache.domainRegions().forEach(region -> names.add(cache.names().of(region.getName())));
        queryRegions().forEach(region -> names.add(cache.names().of(region)));
        return names;
    }

    private Set<String> queryRegions() {
        Set<String> regions = new TreeSet<>(cache.queryRegions());
        regions.add(RegionFactory.DEFAULT_QUERY_RESULTS_REGION_UNQUALIFIED_NAME);
        SeenQueries seen = cache.queryResults().seen();
        seen.top(Integer.MAX_VALUE).forEach(query -> regions.add(query.region()));
        return regions;
    }

    String entity(String name, String id) {
        EntityPersister entity = entityNamed(name);
        if (entity == null) {
            throw new InvalidRequestException(
                    "entity", name, "must be one that is cached, by its name or that of its class");
        }
        sessionFactory.getCache().evictEntityData(entity.getEntityName(), idOf(entity, id));
        return "entity " + entity.getEntityName() + " " + id;
    }

    /** Null if there is none that is cached. */
    private @Nullable EntityPersister entityNamed(String name) {
        EntityPersister[] found = new EntityPersister[1];
        sessionFactory
                .getMappingMetamodel()
                .forEachEntityDescriptor(
                        each -> {
                            String full = each.getEntityName();
                            boolean isIt =
                                    full.equals(name)
                                            || full.substring(full.lastIndexOf('.') + 1)
                                                    .equals(name)
                                            || name.equals(each.getImportedName());
                            if (isIt && each.getCacheAccessStrategy() != null) {
                                found[0] = each;
                            }
                        });
        return found[0];
    }

    private static Object idOf(EntityPersister entity, String text) {
        if (!(entity.getIdentifierType() instanceof BasicType<?> type)) {
            throw new InvalidRequestException(
                    "id",
                    text,
                    "must be a single value, which that of "
                            + entity.getEntityName()
                            + " is not: clear its region");
        }
        Object id = null;
        try {
            id = text.isEmpty() ? null : type.getJavaTypeDescriptor().fromString(text);
        } catch (RuntimeException e) {
            // As if it were none.
        }
        if (id == null) {
            throw new InvalidRequestException(
                    "id",
                    text,
                    "must be a "
                            + type.getReturnedClass().getSimpleName()
                            + " as that of "
                            + entity.getEntityName());
        }
        return id;
    }

    String tags(Collection<String> names) {
        if (names.isEmpty()) {
            throw new InvalidRequestException("tags", "", "must be one or more");
        }
        Set<Tag> tags = new LinkedHashSet<>();
        for (String name : names) {
            if (!TAG.matcher(name).matches()) {
                throw new InvalidRequestException(
                        "tag", name, "must have no white space and none of ,()*/");
            }
            tags.add(Tag.named(name));
        }
        cache.store().evict(Set.of(), tags);
        return "tags " + String.join(", ", List.copyOf(names));
    }

    String query(String id) {
        SeenQuery query = cache.queryResults().seen().withId(id);
        if (query == null) {
            throw new InvalidRequestException(
                    "query", id, "must be the id of a query that was looked up here");
        }
        Set<String> tables = query.plan().tables();
        if (tables.isEmpty()) {
            throw new InvalidRequestException(
                    "query", id, "must be one of tables: clear its region, " + query.region());
        }
        Set<Tag> tags = new LinkedHashSet<>();
        for (String table : tables) {
            tags.add(Tag.table(table));
            tags.add(Tag.unknownRows(table));
        }
        cache.store().evict(Set.of(), tags);
        return "query " + id + ", and all results that read " + String.join(", ", tables);
    }

    String queryResults() {
        Set<Tag> floors = new LinkedHashSet<>();
        floors.add(cache.queryResults().everyResult());
        for (String region : queryRegions()) {
            floors.add(cache.queryResults().keyspace(region, null).floor());
        }
        cache.store().evict(Set.of(), floors);
        return "all query results";
    }
}
