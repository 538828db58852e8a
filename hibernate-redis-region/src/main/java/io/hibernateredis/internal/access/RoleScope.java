package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.rows.KeyColumns;
import io.hibernateredis.internal.rows.MappedRows;
import io.hibernateredis.internal.rows.RoleContent;
import io.hibernateredis.internal.rows.Tenancy;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Which sessions share the entries of a role, and how many entries a row may have. Thread-safe. */
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

    /** The part of a key that names the tenant, or null if it makes no difference. */
    @Nullable String tenantOfKey(@Nullable String tenant) {
        return rows.get() == Tenancy.Rows.SHARED ? null : tenant;
    }

    /** Whether a key made for no tenant may mean any tenant's. */
    boolean isAnyTenants(@Nullable String tenant) {
        return tenant == null && tenancy.isUsed() && rows.get() != Tenancy.Rows.SHARED;
    }

    /**
     * Whether a session neither reads nor puts entries: outside of all tenants it sees other rows
     * than any entry holds, and what may depend on any table is hidden from all.
     */
    boolean isHiddenFrom(SharedSessionContractImplementor session) {
        return ((rows.get() != Tenancy.Rows.SHARED || !tenancy.isUsed())
                        && tenancy.isOutside(session))
                || content.get() == RoleContent.UNKNOWN;
    }

    /** Whether a session reads the rows otherwise than others, and shares no entries with them. */
    boolean isReadOtherwiseBy(SharedSessionContractImplementor session) {
        return context.get().differsFor(session);
    }

    /** Whether the rows of the role alone decide what its entries hold. */
    boolean hasContentOfItsOwn() {
        return content.get() == RoleContent.OWN;
    }

    /** Whether the same row may lie in entries of several tenants, or of any. */
    boolean isSharedByTenants(SharedSessionContractImplementor session) {
        return rows.get() == Tenancy.Rows.MIXED || isHiddenFrom(session);
    }

    /** Whether two ids are equal to the database if and only if their texts are. */
    boolean areKeysExact() {
        return keyColumns.get().areExact();
    }

    /** Whether a row has one entry at most, whatever its tenant, and however its id is written. */
    boolean hasOneEntryPerRow() {
        return rows.get() != Tenancy.Rows.MIXED && areKeysExact();
    }
}
