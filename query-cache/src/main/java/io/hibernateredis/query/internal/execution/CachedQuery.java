package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.codec.UnsupportedValueException;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.internal.query.ResultColumns;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.results.jdbc.internal.CachedJdbcValuesMetadata;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a query whose result may be cached. Used by its session's thread.
 *
 * <p>An entry is a list: the shape of the result and its columns (both null where the query itself
 * tells them), then the rows as Hibernate caches them, then the number of results.
 */
final class CachedQuery implements Consumer<List<?>> {

    private static final int HEADER = 2;

    private final QueryResults results;
    private final NativeColumns.Types types;
    private final RegionCounts counts;
    private final ExecutionContext context;
    private final JdbcSelect select;
    private final CompiledSelect compiled;
    private final UnitOfWork unit;
    private final Keyspace keyspace;
    private final Entry entry;
    private final Set<Tag> tags;
    private final boolean storable;
    private @Nullable JdbcValuesMapping executed;
    private boolean isBeingWritten;
    private boolean isStale;

    CachedQuery(
            QueryResults results,
            NativeColumns.Types types,
            RegionCounts counts,
            ExecutionContext context,
            JdbcSelect select,
            CompiledSelect compiled,
            UnitOfWork unit,
            Entry entry,
            Set<Tag> tags,
            boolean storable) {
        this.results = results;
        this.types = types;
        this.counts = counts;
        this.context = context;
        this.select = select;
        this.compiled = compiled;
        this.unit = unit;
        this.keyspace = entry.keyspace();
        this.entry = entry;
        this.tags = tags;
        this.storable = storable;
    }

    /**
     * A result that was found.
     *
     * @param rows as Hibernate caches them, and behind them the number of results; not to be
     *     changed, since other sessions may have them as well
     */
    record Hit(List<?> rows, JdbcValuesMapping mapping, ResultColumns columns) {}

    Entry entry() {
        return entry;
    }

    UnitOfWork unit() {
        return unit;
    }

    /** Whether its result, if it were read from the database now, could be stored at once. */
    boolean isStorable() {
        return storable && !isBeingWritten;
    }

    String sql() {
        return select.getSqlString();
    }

    /** Looks the result up, in one round trip. */
    @Nullable Hit find() {
        counts.addWidened(compiled.widened());
        Hit hit = read(null);
        if (isStale) {
            counts.addStale();
        }
        if (hit != null) {
            counts.addHit();
        } else {
            counts.addMiss();
        }
        compiled.seen().lookedUp(hit != null, isStale);
        return hit;
    }

    /**
     * Looks up once more after a miss, because another execution may have stored the result.
     *
     * @param lock taken in the same round trip, if it is not null and free
     */
    @Nullable Hit findAgain(@Nullable ComputeLock lock) {
        Hit hit = read(lock);
        if (hit != null) {
            counts.addShared();
        }
        return hit;
    }

    private @Nullable Hit read(@Nullable ComputeLock lock) {
        ReadResult reading =
                hasChangedWhatItReads()
                        ? null
                        : results.read(context.getSession(), entry, tags, lock);
        StoredEntry found = reading == null ? null : reading.found().get(0);
        isBeingWritten = reading == null || isInFlight(reading);
        if (reading == null || found == null) {
            return null;
        }
        for (Tag tag : tags) {
            if (found.loaded() < reading.invalidated(tag)) {
                isStale = true;
                unit.dropPrefetched();
                return null;
            }
        }
        if (!results.maySee(context.getSession(), found.loaded())) {
            unit.dropPrefetched();
            return null;
        }
        return hit(found);
    }

    private boolean isInFlight(ReadResult reading) {
        for (Tag tag : tags) {
            if (reading.isInFlight(tag)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasChangedWhatItReads() {
        return unit.isUncommitted() && tags.stream().anyMatch(unit::hasChanged);
    }

    private @Nullable Hit hit(StoredEntry found) {
        JdbcValuesMapping mapping = compiled.mapping();
        ResultColumns columns = compiled.columns();
        List<?> shared = columns == null ? null : results.shared(found, columns);
        if (mapping != null && columns != null && shared != null) {
            return new Hit(shared, mapping, columns);
        }
        Hit hit = results.decode(keyspace, found, this::hit);
        if (hit != null && hit.columns() == columns) {
            results.share(found, columns, hit.rows());
        }
        return hit;
    }

    private @Nullable Hit hit(List<@Nullable Object> cached) {
        if (cached.size() <= HEADER) {
            return null;
        }
        var rows = cached.subList(HEADER, cached.size());
        Object shape = cached.get(0);
        if (compiled.mapping() != null && compiled.columns() != null) {
            return shape == null ? hit(rows, compiled.mapping(), compiled.columns()) : null;
        }
        var resolved =
                compiled.late()
                        .resolve(
                                cached.get(1),
                                types,
                                select.getJdbcValuesMappingProducer(),
                                context.getSession().getLoadQueryInfluencers(),
                                results);
        return resolved != null && resolved.shape().equals(shape)
                ? hit(rows, resolved.mapping(), resolved.columns())
                : null;
    }

    private static Hit hit(
            List<@Nullable Object> rows, JdbcValuesMapping mapping, ResultColumns columns) {
        columns.read(rows);
        return new Hit(rows, mapping, columns);
    }

    private ResultColumns columns(JdbcValuesMapping mapping) {
        return compiled.columns() == null ? results.columns(mapping) : compiled.columns();
    }

    /**
     * A result that was found has failed in use. Whether the query may be executed after all: not
     * if the session holds what was made of the first rows.
     */
    boolean isToBeReplaced(Hit hit, Throwable failure) {
        var session = context.getSession();
        if ((failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError))
                || !ResultColumns.isSelfContained(hit.mapping(), session.getFactory())) {
            return false;
        }
        results.unreadable(keyspace, failure);
        unit.dropPrefetched();
        results.sendResultTo(session, this);
        return true;
    }

    /** The query was executed, and this is how its columns are used. */
    void executed(JdbcValuesMapping mapping) {
        executed = mapping;
    }

    /** The database has answered: offers the result for caching. */
    @Override
    public void accept(List<?> read) {
        JdbcValuesMapping mapping = executed;
        if (!storable || mapping == null || hasChangedWhatItReads()) {
            return;
        }
        List<?> rows = read;
        List<@Nullable Object> cached = new ArrayList<>(read.size() + HEADER + 1);
        if (compiled.mapping() != null) {
            cached.addAll(Arrays.asList(null, null));
        } else if (!read.isEmpty() && read.get(0) instanceof CachedJdbcValuesMetadata columns) {
            cached.add(LateMapping.nameOf(mapping));
            cached.add(
                    NativeColumns.toCache(
                            columns, context.getSession().getFactory().getTypeConfiguration()));
            rows = read.subList(1, read.size());
        } else {
            return;
        }
        byte[] body = encode(cached, rows, mapping);
        if (body != null) {
            unit.offer(entry, body, tags, counts::addRefused);
        }
    }

    private byte @Nullable [] encode(
            List<@Nullable Object> header, List<?> rows, JdbcValuesMapping mapping) {
        return results.encode(
                keyspace,
                () -> {
                    String why =
                            compiled.mapping() == null
                                    ? ResultColumns.whyNotCacheable(mapping, sql())
                                    : null;
                    if (why != null) {
                        throw new UnsupportedValueException(why);
                    }
                    var cached = new ArrayList<@Nullable Object>(header);
                    cached.addAll(rows.isEmpty() ? List.of(0) : columns(mapping).write(rows));
                    return cached;
                });
    }
}
