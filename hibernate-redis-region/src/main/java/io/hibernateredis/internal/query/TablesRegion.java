package io.hibernateredis.internal.query;

import io.hibernateredis.internal.access.CacheParts;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.IndexNames;
import io.hibernateredis.internal.rows.Tables;
import io.hibernateredis.internal.session.SessionWork;
import java.util.List;
import java.util.Set;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.TimestampsRegion;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * When each table was last written, for Hibernate's own check of cached queries. The times are
 * those of the index: a write of Hibernate's becomes a change in the unit of work, and a read
 * returns the time of the table's tag. Thread-safe.
 */
public final class TablesRegion implements TimestampsRegion {

    /** Later than every load, so that everything that depends on it is out of date. */
    private static final Long JUST_NOW = Long.MAX_VALUE;

    private final CacheParts parts;
    private final String name;

    public TablesRegion(CacheParts parts, String name) {
        this.parts = parts;
        this.name = name;
    }

    /** When the table was last written. An unknown time counts as just now. */
    @Override
    public Object getFromCache(Object key, SharedSessionContractImplementor session) {
        Tag table = Tag.table(names().of(key.toString()));
        SessionWork work = SessionWork.of(session);
        if (work.unit().hasChanged(table)) {
            return JUST_NOW;
        }
        Long known = work.operations().current().invalidated(table);
        if (known != null) {
            return known;
        }
        ReadResult reading = work.unit().read(List.of(), Set.of(table));
        return reading == null ? JUST_NOW : reading.invalidated(table);
    }

    /** Called when a table is about to be written, or was written. */
    @Override
    public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
        InvalidationReason reason = InvalidationReason.current();
        Tables table = Tables.of(names(), List.of(key.toString()));
        SessionWork work = SessionWork.of(session);
        boolean alreadyChanged = work.unit().hasChanged(Tag.table(names().of(key.toString())));
        if (reason == InvalidationReason.STATEMENT
                || (reason == InvalidationReason.AFTER_COMMIT && !alreadyChanged)) {
            work.change(
                    unit ->
                            parts.mapped()
                                    .get()
                                    .dependents()
                                    .written(unit, Set.of(key.toString())));
        } else if (reason == InvalidationReason.FLUSH
                && parts.mapped().get().groups().isWrittenByCollections(key.toString())) {
            work.change(table::invalidateUnknownRows);
        } else if (!alreadyChanged) {
            work.change(table::invalidate);
        }
    }

    private IndexNames names() {
        return parts.names();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public RegionFactory getRegionFactory() {
        return parts.regionFactory();
    }

    /** Does nothing: forgetting the times would make stale results look fresh. */
    @Override
    public void clear() {
        // The index keeps the times.
    }

    @Override
    public void destroy() {
        // Shared with other JVMs.
    }
}
