package io.hibernateredis.query.internal.identity;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.spi.NavigablePath;
import org.hibernate.sql.ast.spi.SqlSelection;
import org.hibernate.sql.results.graph.DomainResult;
import org.hibernate.sql.results.graph.DomainResultGraphNode;
import org.hibernate.sql.results.graph.Fetch;
import org.hibernate.sql.results.graph.FetchParent;
import org.hibernate.sql.results.graph.entity.AbstractEntityResultGraphNode;
import org.hibernate.sql.results.graph.entity.internal.EntityFetchJoinedImpl;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a select are used: which of them are cached, as which types, and what is made
 * of them. Two selects of the same SQL may share a cached result only if their shapes are equal.
 */
public final class ResultShape {

    /** Hibernate numbers what has no alias, from one counter for all that it ever compiles. */
    private static final Pattern NUMBERED = Pattern.compile("\\((\\d+)\\)");

    private final Encoding encoding = new Encoding();
    private final Map<String, Integer> numbers = new HashMap<>();

    private ResultShape() {}

    /** A hash of the shape: the same on every JVM of the same mapping. */
    public static byte[] of(JdbcValuesMapping mapping) {
        var shape = new ResultShape();
        shape.addColumns(mapping);
        for (DomainResult<?> result : mapping.getDomainResults()) {
            shape.addNode(result);
        }
        return shape.encoding.sha256();
    }

    private void addColumns(JdbcValuesMapping mapping) {
        encoding.number(mapping.getRowSize())
                .number(mapping.getRowToCacheSize())
                .numbers(mapping.getValueIndexesToCacheIndexes())
                .group(mapping.getSqlSelections().size());
        for (SqlSelection selection : mapping.getSqlSelections()) {
            encoding.number(selection.getValuesArrayPosition())
                    .number(selection.getJdbcResultSetIndex());
            var type = selection.getExpressionType();
            encoding.text(type == null ? null : nameOf(type.getSingleJdbcMapping()));
        }
    }

    /** Names a type by what reads and writes its values. */
    static String nameOf(JdbcMapping type) {
        var converter = type.getValueConverter();
        return type.getJavaTypeDescriptor().getJavaType().getTypeName()
                + "|"
                + type.getJdbcType().getDefaultSqlTypeCode()
                + "|"
                + (converter == null ? "" : converter.getClass().getName());
    }

    private void addNode(DomainResultGraphNode node) {
        var columns = new BitSet();
        node.collectValueIndexesToCache(columns);
        var javaType = node.getResultJavaType();
        encoding.text(node.getClass().getName())
                .text(pathOf(node.getNavigablePath()))
                .text(javaType == null ? null : javaType.getJavaType().getTypeName())
                .numbers(columns.stream().toArray());
        if (node instanceof AbstractEntityResultGraphNode entity) {
            var persister =
                    entity.getEntityValuedModelPart().getEntityMappingType().getEntityPersister();
            encoding.text(persister.useShallowQueryCacheLayout() ? "shallow" : "full");
        }
        if (node instanceof EntityFetchJoinedImpl joined) {
            addNode(joined.getEntityResult());
        } else if (node instanceof FetchParent parent) {
            addFetches(parent);
        }
    }

    private void addFetches(FetchParent parent) {
        encoding.group(parent.getFetches().size());
        for (Fetch fetch : parent.getFetches()) {
            encoding.text(fetch.getTiming().name());
            addNode(fetch);
        }
    }

    private @Nullable String pathOf(@Nullable NavigablePath path) {
        return path == null
                ? null
                : NUMBERED.matcher(path.toString())
                        .replaceAll(
                                match ->
                                        "("
                                                + numbers.computeIfAbsent(
                                                        match.group(1), any -> numbers.size())
                                                + ")");
    }
}
