package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.internal.query.ResultColumns;
import io.hibernateredis.query.internal.identity.ResultShape;
import java.util.Arrays;
import java.util.Base64;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.sql.results.jdbc.internal.CachedJdbcValuesMetadata.CacheMetadataIncompleteException;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMappingProducer;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a select are used, if it takes the columns of the database to know: they are
 * cached with each result, and mostly the same in all of them. Remembers what followed from the
 * last ones. Thread-safe.
 */
final class LateMapping {

    /** Older versions of Hibernate have no sessions that look at the past. */
    private static final boolean KNOWS_PAST =
            Arrays.stream(LoadQueryInfluencers.class.getMethods())
                    .anyMatch(method -> method.getName().equals("getTemporalIdentifier"));

    private volatile @Nullable Resolved last;

    /**
     * What follows from the columns of a result.
     *
     * @param cached the columns as they were cached
     * @param shape names the mapping, the same on every JVM
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Resolved(
            Object[] cached, JdbcValuesMapping mapping, String shape, ResultColumns columns) {}

    /**
     * Resolves the columns of a cached result.
     *
     * @param cached as {@link NativeColumns#toCache} made them, or anything else
     * @return null if they cannot be those of this select
     */
    @Nullable Resolved resolve(
            @Nullable Object cached,
            NativeColumns.Types types,
            JdbcValuesMappingProducer producer,
            LoadQueryInfluencers influencers,
            QueryResults results) {
        var metadata = NativeColumns.fromCache(cached, types);
        if (metadata == null || !(cached instanceof Object[] columns)) {
            return null;
        }
        SessionFactoryImplementor factory = influencers.getSessionFactory();
        boolean isShared = isOfAnySession(influencers, factory);
        Resolved known = last;
        if (isShared && known != null && Arrays.deepEquals(known.cached, columns)) {
            return known;
        }
        try {
            // What is shared must not refer to the options of a session, which may change.
            JdbcValuesMapping mapping =
                    producer.resolve(
                            metadata,
                            isShared ? new LoadQueryInfluencers(factory) : influencers,
                            factory);
            var made = new Resolved(columns, mapping, nameOf(mapping), results.columns(mapping));
            if (isShared) {
                last = made;
            }
            return made;
        } catch (CacheMetadataIncompleteException e) {
            return null;
        }
    }

    static String nameOf(JdbcValuesMapping mapping) {
        return Base64.getEncoder().encodeToString(ResultShape.of(mapping));
    }

    /** Whether a session has no options of its own by which it would map columns differently. */
    private static boolean isOfAnySession(
            LoadQueryInfluencers influencers, SessionFactoryImplementor factory) {
        var options = factory.getSessionFactoryOptions();
        return !influencers.hasEnabledFilters()
                && !influencers.hasEnabledFetchProfiles()
                && !influencers.hasEnabledCascadingFetchProfile()
                && influencers.getEffectiveEntityGraph().getGraph() == null
                && influencers.getBatchSize() == options.getDefaultBatchFetchSize()
                && influencers.getSubselectFetchEnabled() == options.isSubselectFetchEnabled()
                && (!KNOWS_PAST || influencers.getTemporalIdentifier() == null);
    }
}
