package io.hibernateredis.internal.rows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.NaturalIdMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a key. Where the database considers differently written keys equal, such as texts
 * in a case-insensitive collation, one row may have several entries. Thread-safe.
 */
public final class KeyColumns {

    private static final Set<Class<?>> INTEGERS =
            Set.of(Long.class, Integer.class, Short.class, Byte.class, BigInteger.class);

    private final RowGroups groups;
    private final List<Column> columns = new ArrayList<>();
    private boolean vague;
    private volatile @Nullable Boolean exact;

    private record Column(String table, String name) {}

    private KeyColumns(RowGroups groups) {
        this.groups = groups;
    }

    public static KeyColumns ofIdentifier(RowGroups groups, EntityPersister persister) {
        var columns = new KeyColumns(groups);
        persister
                .getIdentifierMapping()
                .forEachSelectable((index, column) -> columns.add(column, persister, false));
        return columns;
    }

    public static KeyColumns ofKey(RowGroups groups, CollectionPersister collection) {
        var columns = new KeyColumns(groups);
        collection
                .getAttributeMapping()
                .getKeyDescriptor()
                .visitKeySelectables((index, column) -> columns.add(column, null, false));
        return columns;
    }

    public static KeyColumns ofNaturalId(RowGroups groups, NaturalIdMapping mapping) {
        var columns = new KeyColumns(groups);
        mapping.forEachSelectable((index, column) -> columns.add(column, null, true));
        return columns;
    }

    /**
     * @param converted whether the key holds the result of a converter
     */
    private void add(SelectableMapping column, @Nullable EntityPersister owner, boolean converted) {
        JdbcMapping mapping = column.getJdbcMapping();
        var converter = mapping.getValueConverter();
        if (column.isFormula() || (converter != null && !converted)) {
            vague = true;
            return;
        }
        Class<?> type =
                converter == null
                        ? mapping.getJavaTypeDescriptor().getJavaTypeClass()
                        : converter.getRelationalJavaType().getJavaTypeClass();
        int code = mapping.getJdbcType().getDefaultSqlTypeCode();
        if (isText(type, code)) {
            addText(column, owner);
        } else if (!isExact(type, code)) {
            vague = true;
        }
    }

    private void addText(SelectableMapping column, @Nullable EntityPersister owner) {
        if (owner instanceof UnionSubclassEntityPersister) {
            for (Object table : owner.getQuerySpaces()) {
                columns.add(new Column(table.toString(), column.getSelectionExpression()));
            }
        } else {
            columns.add(
                    new Column(
                            column.getContainingTableExpression(),
                            column.getSelectionExpression()));
        }
    }

    private static boolean isText(Class<?> type, int code) {
        return type == String.class
                && switch (code) {
                    case SqlTypes.VARCHAR,
                            SqlTypes.NVARCHAR,
                            SqlTypes.LONGVARCHAR,
                            SqlTypes.LONGNVARCHAR,
                            SqlTypes.LONG32VARCHAR,
                            SqlTypes.LONG32NVARCHAR ->
                            true;
                    default -> false;
                };
    }

    /**
     * Whether the database considers values of this type equal if and only if their texts are
     * equal.
     */
    private static boolean isExact(Class<?> type, int code) {
        boolean whole =
                switch (code) {
                    case SqlTypes.TINYINT, SqlTypes.SMALLINT, SqlTypes.INTEGER, SqlTypes.BIGINT ->
                            true;
                    default -> false;
                };
        boolean number = whole || code == SqlTypes.NUMERIC || code == SqlTypes.DECIMAL;
        return type == UUID.class
                || type.isEnum()
                || (number && (INTEGERS.contains(type) || type == BigDecimal.class))
                || (type == Boolean.class
                        && (whole || code == SqlTypes.BOOLEAN || code == SqlTypes.BIT))
                || (type == LocalDate.class && code == SqlTypes.DATE);
    }

    /** Whether the database considers two keys equal if and only if their texts are equal. */
    public boolean areExact() {
        Boolean known = exact;
        if (known != null) {
            return known;
        }
        boolean are =
                !vague
                        && columns.stream()
                                .allMatch(
                                        each ->
                                                groups.isComparedAsWritten(
                                                        each.table(), each.name()));
        if (are || groups.knowsColumnsOfText()) {
            exact = are;
        }
        return are;
    }
}
