package io.hibernateredis.query.internal.execution;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.sql.results.jdbc.internal.CachedJdbcValuesMetadata;
import org.hibernate.sql.results.jdbc.internal.CachedJdbcValuesMetadata.CacheMetadataIncompleteException;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMetadata;
import org.hibernate.type.BasicType;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a result whose mapping the database had to tell, as that of a native query.
 *
 * <p>They are cached as data: names, JDBC type codes, and names of Java types. On the way back a
 * name stands for the type that the session factory has under that name, and for nothing if it has
 * none.
 */
final class NativeColumns implements JdbcValuesMetadata {

    private static final int UNKNOWN = Integer.MIN_VALUE;

    private final @Nullable Object[] names;
    private final int[] jdbcTypes;
    private final @Nullable Object[] javaTypes;
    private final Types live;

    private NativeColumns(
            @Nullable Object[] names, int[] jdbcTypes, @Nullable Object[] javaTypes, Types live) {
        this.names = names;
        this.jdbcTypes = jdbcTypes;
        this.javaTypes = javaTypes;
        this.live = live;
    }

    /** The Java types of a session factory by name. Thread-safe. */
    static final class Types {

        private final TypeConfiguration configuration;

        /**
         * Replaced as a whole, so that hits of many threads wait for no lock, not even at first.
         */
        private volatile Map<String, JavaType<?>> byName = Map.of();

        Types(TypeConfiguration configuration) {
            this.configuration = configuration;
        }

        private @Nullable JavaType<?> byName(String name) {
            var known = byName.get(name);
            if (known == null) {
                Map<String, JavaType<?>> read = new HashMap<>();
                configuration
                        .getJavaTypeRegistry()
                        .forEachDescriptor(
                                type -> read.putIfAbsent(type.getJavaType().getTypeName(), type));
                byName = read;
                known = read.get(name);
            }
            return known;
        }
    }

    /** What is cached of the columns: names, codes, and names again. */
    static Object[] toCache(CachedJdbcValuesMetadata columns, TypeConfiguration configuration) {
        int count = columns.getColumnCount();
        var names = new Object[count];
        var jdbcTypes = new int[count];
        var javaTypes = new Object[count];
        for (int i = 0; i < count; i++) {
            names[i] = nameOf(columns, i);
            BasicType<?> type = typeOf(columns, i, configuration);
            jdbcTypes[i] = type == null ? UNKNOWN : type.getJdbcType().getDefaultSqlTypeCode();
            javaTypes[i] =
                    type == null ? null : type.getJavaTypeDescriptor().getJavaType().getTypeName();
        }
        return new Object[] {names, jdbcTypes, javaTypes};
    }

    private static @Nullable String nameOf(CachedJdbcValuesMetadata columns, int column) {
        try {
            return columns.resolveColumnName(column + 1);
        } catch (CacheMetadataIncompleteException e) {
            return null;
        }
    }

    private static @Nullable BasicType<?> typeOf(
            CachedJdbcValuesMetadata columns, int column, TypeConfiguration configuration) {
        try {
            return columns.resolveType(column + 1, null, configuration);
        } catch (CacheMetadataIncompleteException e) {
            return null;
        }
    }

    /** The columns as they were cached, or null if it is something else that was. */
    static @Nullable NativeColumns fromCache(@Nullable Object cached, Types live) {
        if (cached instanceof Object[] parts
                && parts.length == 3
                && parts[0] instanceof Object[] names
                && parts[1] instanceof int[] jdbcTypes
                && parts[2] instanceof Object[] javaTypes
                && names.length == jdbcTypes.length
                && names.length == javaTypes.length) {
            return new NativeColumns(names, jdbcTypes, javaTypes, live);
        }
        return null;
    }

    @Override
    public int getColumnCount() {
        return names.length;
    }

    @Override
    public int resolveColumnPosition(String columnName) {
        List<@Nullable Object> known = Arrays.asList(names);
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i) instanceof String name && name.equalsIgnoreCase(columnName)) {
                return i + 1;
            }
        }
        throw new CacheMetadataIncompleteException("no column " + columnName + " was cached");
    }

    @Override
    public String resolveColumnName(int position) {
        return known(names, position);
    }

    @Override
    @SuppressWarnings("unchecked") // by the caller's own explicit type, or unchecked
    public <J> BasicType<J> resolveType(
            int position, @Nullable JavaType<J> explicitJavaType, TypeConfiguration configuration) {
        String javaType = known(javaTypes, position);
        JavaType<J> type =
                explicitJavaType == null ? (JavaType<J>) live.byName(javaType) : explicitJavaType;
        int code = jdbcTypes[position - 1];
        if (type == null || !configuration.getJdbcTypeRegistry().hasRegisteredDescriptor(code)) {
            throw new CacheMetadataIncompleteException(
                    "column " + position + " was cached as a type that is unknown here");
        }
        return configuration
                .getBasicTypeRegistry()
                .resolve(type, configuration.getJdbcTypeRegistry().getDescriptor(code));
    }

    private static String known(@Nullable Object[] values, int position) {
        if (position >= 1
                && position <= values.length
                && values[position - 1] instanceof String s) {
            return s;
        }
        throw new CacheMetadataIncompleteException("column " + position + " was not cached");
    }
}
