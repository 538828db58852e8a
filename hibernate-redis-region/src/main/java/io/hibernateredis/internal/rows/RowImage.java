package io.hibernateredis.internal.rows;

import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * What a session knows of a row of an entity at one time. Not thread-safe.
 *
 * @param state the values of the attributes; null if only the id is known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowImage(
        EntityPersister persister,
        SharedSessionContractImplementor session,
        Object id,
        @Nullable Object @Nullable [] state) {

    private static final Object UNKNOWN = new Object();

    /**
     * The value of a column.
     *
     * @param text the form that identifies a group; null if the value is null or unknown
     */
    record ColumnText(@Nullable String text, boolean isUnknown) {

        static final ColumnText NULL = new ColumnText(null, false);
        static final ColumnText UNKNOWN = new ColumnText(null, true);
    }

    ColumnText text(RowColumn column) {
        Object value = value(column);
        if (value == null) {
            return ColumnText.NULL;
        }
        String text = value == UNKNOWN || column.kind() == null ? null : column.kind().text(value);
        return text == null ? ColumnText.UNKNOWN : new ColumnText(text, false);
    }

    /** The value as sent to the database, or {@link #UNKNOWN}. */
    private @Nullable Object value(RowColumn column) {
        if (!column.isOfIdentifier() && state == null) {
            return UNKNOWN;
        }
        Object whole = column.isOfIdentifier() || state == null ? id : state[column.attribute()];
        if (whole == null) {
            return null;
        }
        return whole == LazyPropertyInitializer.UNFETCHED_PROPERTY ? UNKNOWN : part(column, whole);
    }

    private @Nullable Object part(RowColumn column, Object whole) {
        ModelPart mapping =
                column.isOfIdentifier()
                        ? persister.getIdentifierMapping()
                        : persister.getAttributeMapping(column.attribute());
        Object[] found = {UNKNOWN};
        try {
            mapping.breakDownJdbcValues(
                    whole,
                    (part, value, selectable) -> {
                        if (part == column.part()) {
                            found[0] = value;
                        }
                    },
                    session);
        } catch (RuntimeException | LinkageError e) {
            // For example a reference to an object that is not an entity of this session.
            return UNKNOWN;
        }
        return found[0];
    }
}
