package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.rows.KeyColumns;
import io.hibernateredis.internal.rows.MappedRows;
import io.hibernateredis.internal.rows.RoleContent;
import io.hibernateredis.internal.rows.Tenancy;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions share the entries of a role, and how many entries one row may have. Thread-safe.
 */
final class RoleScope {

    private final Tenancy tenancy;
    private final Lazy<Tenancy.Rows> rows;
    private final Lazy<RoleContent> content;
    private final Lazy<ReaderContext> context;
    private final Supplier<KeyColumns> keyColumns;

    RoleScope(
            MappedRows mapped,
            String role,
            Keyspace keyspace,
            Supplier<ReaderContext> context,
            Supplier<KeyColumns> keyColumns) {
        this.tenancy = mapped.tenancy();
        this.rows = new Lazy<>(() -> mapped.tenancy().of(role));
        this.content = new Lazy<>(() -> RoleContent.of(mapped.dependents(), role, keyspace));
        this.context = new Lazy<>(context);
        this.keyColumns = keyColumns;
    }

    /** The tenant as a part of the key, or null if tenants share the entries. */
    @Nullable String tenantOfKey(@Nullable String tenant) {
        return rows.get() == Tenancy.Rows.SHARED ? null : tenant;
    }

    /** Whether a key without a tenant may mean the entry of any tenant. */
    boolean isAnyTenants(@Nullable String tenant) {
        return tenant == null && tenancy.isUsed() && rows.get() != Tenancy.Rows.SHARED;
    }

    /**
     * Whether a session neither reads nor puts entries: a session outside of all tenants sees other
     * rows than the entries hold, and a role that may depend on any table is hidden from all
     * sessions.
     */
    boolean isHiddenFrom(SharedSessionContractImplementor session) {
        return ((rows.get() != Tenancy.Rows.SHARED || !tenancy.isUsed())
                        && tenancy.isOutside(session))
                || content.get() == RoleContent.UNKNOWN;
    }

    /** Whether a session reads the rows differently, and shares no entries with other sessions. */
    boolean isReadDifferentlyBy(SharedSessionContractImplementor session) {
        return context.get().differsFor(session);
    }

    /** Whether the content of the entries depends on the rows of the role alone. */
    boolean hasContentOfItsOwn() {
        return content.get() == RoleContent.OWN;
    }

    /** Whether entries of several tenants may hold the same row. */
    boolean isSharedByTenants(SharedSessionContractImplementor session) {
        return rows.get() == Tenancy.Rows.MIXED || isHiddenFrom(session);
    }

    /** Whether the database considers two ids equal if and only if their texts are equal. */
    boolean areKeysExact() {
        return keyColumns.get().areExact();
    }

    /** Whether a row has at most one entry, whose key names no tenant. */
    boolean hasOneEntry() {
        return (rows.get() == Tenancy.Rows.SHARED || !tenancy.isUsed()) && areKeysExact();
    }

    /** Whether a row has at most one entry, whatever its tenant and however its id is written. */
    boolean hasOneEntryPerRow() {
        return rows.get() != Tenancy.Rows.MIXED && areKeysExact();
    }
}
