package io.hibernateredis.query;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.query.Condition.Column;
import io.hibernateredis.query.Dependencies.RowGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.ModelPartContainer;
import org.hibernate.metamodel.mapping.internal.CaseStatementDiscriminatorMappingImpl.CaseStatementDiscriminatorExpression;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.internal.SqlFragmentPredicate;
import org.hibernate.sql.ast.SqlAstJoinType;
import org.hibernate.sql.ast.spi.AbstractSqlAstWalker;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.cte.CteStatement;
import org.hibernate.sql.ast.tree.cte.CteTableGroup;
import org.hibernate.sql.ast.tree.delete.DeleteStatement;
import org.hibernate.sql.ast.tree.expression.AggregateColumnWriteExpression;
import org.hibernate.sql.ast.tree.expression.AggregateFunctionExpression;
import org.hibernate.sql.ast.tree.expression.AliasedExpression;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.expression.FunctionExpression;
import org.hibernate.sql.ast.tree.expression.LiteralAsParameter;
import org.hibernate.sql.ast.tree.expression.NestedColumnReference;
import org.hibernate.sql.ast.tree.expression.OrderedSetAggregateFunctionExpression;
import org.hibernate.sql.ast.tree.expression.SelfRenderingExpression;
import org.hibernate.sql.ast.tree.expression.SelfRenderingSqlFragmentExpression;
import org.hibernate.sql.ast.tree.expression.SqlSelectionExpression;
import org.hibernate.sql.ast.tree.expression.WindowFunctionExpression;
import org.hibernate.sql.ast.tree.from.FromClause;
import org.hibernate.sql.ast.tree.from.FunctionTableReference;
import org.hibernate.sql.ast.tree.from.LazyTableGroup;
import org.hibernate.sql.ast.tree.from.NamedTableReference;
import org.hibernate.sql.ast.tree.from.QueryPartTableReference;
import org.hibernate.sql.ast.tree.from.TableGroup;
import org.hibernate.sql.ast.tree.from.TableGroupJoin;
import org.hibernate.sql.ast.tree.from.TableReference;
import org.hibernate.sql.ast.tree.from.TableReferenceJoin;
import org.hibernate.sql.ast.tree.from.UnionTableReference;
import org.hibernate.sql.ast.tree.from.ValuesTableReference;
import org.hibernate.sql.ast.tree.insert.InsertSelectStatement;
import org.hibernate.sql.ast.tree.predicate.FilterPredicate;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.QuerySpec;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.ast.tree.update.UpdateStatement;
import org.jspecify.annotations.Nullable;

/**
 * Walks a compiled query once, and finds every occurrence of a table, the columns of it that are
 * mentioned, and what must hold for one of its rows to matter.
 *
 * <p>Nodes that hide what they render make the query not cacheable; so do nodes of an unknown kind,
 * and functions of which it is not known that they are deterministic.
 */
class DependencyAnalysis extends AbstractSqlAstWalker {

    private final GroupableColumns columns;
    private final Functions functions;
    private final ConditionReader conditions;

    private final Map<String, Occurrence> occurrences = new HashMap<>();
    private final Map<String, List<Condition>> contexts = new HashMap<>();
    private final Set<String> aliases = new HashSet<>();
    private final Set<String> ambiguous = new HashSet<>();
    private final Map<String, Set<String>> mentioned = new HashMap<>();
    private final Set<String> allMentioned = new HashSet<>();
    private boolean rawSql;
    private boolean hasFullJoin;
    private final Set<String> unrendered = new HashSet<>();
    private final Map<String, WideningReason> widened = new TreeMap<>();
    private final Set<String> obstacles = new LinkedHashSet<>();
    private final Set<CteStatement> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What holds of the rows of the outer queries for which the current one is asked. */
    private List<Condition> outer = List.of();

    DependencyAnalysis(GroupableColumns columns, Functions functions, ConditionReader conditions) {
        this.columns = columns;
        this.functions = functions;
        this.conditions = conditions;
    }

    Dependencies of(SelectStatement statement) {
        walk(statement);
        if (!aliases.containsAll(mentioned.keySet())) {
            rawSql = true;
        }
        if (hasFullJoin) {
            // Where the dialect has none, the translator makes several queries of it. They ask for
            // more columns, and even join tables that are not joined yet.
            unrendered.forEach(each -> widen(each, WideningReason.FULL_JOIN));
            occurrences.values().forEach(each -> widen(each.table(), WideningReason.FULL_JOIN));
        }
        Map<String, List<Occurrence>> tables = new TreeMap<>();
        occurrences.values().stream()
                .filter(each -> !widened.containsKey(each.table()))
                .forEach(
                        each ->
                                tables.computeIfAbsent(each.table(), name -> new ArrayList<>())
                                        .add(each));
        Map<String, List<RowGroup>> groups = new HashMap<>();
        tables.forEach(
                (table, its) -> {
                    List<RowGroup> found = new ArrayList<>();
                    WideningReason reason = null;
                    for (Occurrence each : its) {
                        WideningReason why = addGroups(found, each);
                        reason = reason == null ? why : reason;
                    }
                    if (found.size() > Alternatives.LIMIT) {
                        reason = WideningReason.TOO_MANY_GROUPS;
                    }
                    if (reason != null) {
                        widened.put(table, reason);
                    } else {
                        groups.put(table, List.copyOf(found));
                    }
                });
        return new Dependencies(
                columns,
                widened,
                groups,
                obstacles.isEmpty() ? null : String.join("; ", obstacles));
    }

    /** Adds the groups of rows that an occurrence depends on, or tells why it is all of them. */
    private @Nullable WideningReason addGroups(List<RowGroup> groups, Occurrence occurrence) {
        String table = occurrence.table();
        var alternatives =
                new Alternatives(occurrence.alias(), this::isGroupable)
                        .of(contexts.getOrDefault(occurrence.alias(), List.of()));
        Set<String> using = using(occurrence);
        boolean isConstrained = alternatives.stream().noneMatch(Map::isEmpty);
        if (!isConstrained && using.isEmpty()) {
            return WideningReason.UNCONSTRAINED;
        }
        if (!isConstrained && using.stream().noneMatch(each -> columns.isGroupable(table, each))) {
            return WideningReason.NOT_GROUPABLE;
        }
        String name = columns.nameOf(table);
        for (var values : alternatives) {
            Grouping grouping =
                    using.isEmpty()
                            ? Grouping.of(name, values.keySet())
                            : Grouping.of(name, values.keySet(), using);
            groups.add(new RowGroup(grouping, values));
        }
        return null;
    }

    /** The columns that are looked at; none if it may be any. */
    private Set<String> using(Occurrence occurrence) {
        if (rawSql || allMentioned.contains(occurrence.alias())) {
            return Set.of();
        }
        Set<String> using = mentioned.getOrDefault(occurrence.alias(), occurrence.key());
        return !occurrence.everyColumn().isEmpty() && using.containsAll(occurrence.everyColumn())
                ? Set.of()
                : using;
    }

    private boolean isGroupable(Column column) {
        Occurrence occurrence = occurrences.get(column.alias());
        return occurrence != null
                && !ambiguous.contains(column.alias())
                && columns.isGroupable(occurrence.table(), column.name());
    }

    private void walk(@Nullable SqlAstNode node) {
        if (node == null) {
            return;
        }
        try {
            node.accept(this);
        } catch (UnsupportedOperationException e) {
            // This is how nodes say that nobody walks them.
            hidden(node);
        }
    }

    private void hidden(Object node) {
        obstacles.add(node.getClass().getSimpleName() + " does not tell what it reads");
        rawSql = true;
    }

    private void raw(String sql) {
        rawSql = true;
        check(sql);
    }

    private void check(String sql) {
        String suspect = functions.suspectIn(sql, false);
        if (!suspect.isEmpty()) {
            obstacles.add(
                    "'%s' in the SQL fragment '%s' may read other rows, or differ each time"
                            .formatted(suspect, sql));
        }
    }

    private void call(FunctionExpression function) {
        String name = Objects.requireNonNullElse(function.getFunctionName(), "");
        if (!functions.isDeterministic(name)) {
            obstacles.add("function '%s' is not known to be deterministic".formatted(name));
        }
        function.getArguments().forEach(this::argument);
    }

    private void argument(SqlAstNode argument) {
        // Options such as those of the JSON functions: they read nothing, and are not to be walked.
        if (!(argument instanceof Enum<?>)) {
            walk(argument);
        }
    }

    // Queries

    @Override
    public void visitSelectStatement(SelectStatement statement) {
        var around = outer;
        outer = List.of();
        for (CteStatement cte : statement.getCteStatements().values()) {
            if (visited.add(cte)) {
                walk(cte.getCteDefinition());
            }
        }
        outer = around;
        statement.getCteObjects().values().forEach(this::hidden);
        walk(statement.getQueryPart());
    }

    @Override
    public void visitQuerySpec(QuerySpec query) {
        var around = outer;
        Joined from = from(query.getFromClause());
        List<Condition> required = new ArrayList<>(outer);
        Predicate where = query.getWhereClauseRestrictions();
        required.addAll(conditions.read(where));
        from.constrain(required, this::constrain);

        // What stands beside the tables is only asked for their rows that matter.
        required.addAll(from.facts());
        outer = required;
        walk(where);
        walk(query.getSelectClause());
        query.getGroupByClauseExpressions().forEach(this::walk);
        walk(query.getHavingClauseRestrictions());
        visitOffsetFetchClause(query);
        outer = around;
    }

    private void constrain(String alias, List<Condition> context) {
        contexts.put(alias, context);
    }

    // Tables

    /** Joins tables in the order, and with the parentheses, that they are rendered in. */
    private Joined from(FromClause clause) {
        Joined all = new Joined.Leaf("");
        for (TableGroup root : clause.getRoots()) {
            all = root(all, root, null);
        }
        return all;
    }

    /** What is joined to a root that is none itself is rendered as roots, and its ON as WHERE. */
    private Joined root(Joined before, TableGroup root, @Nullable Predicate where) {
        if (isRendered(root)) {
            Joined tables = tables(root, null);
            walkOn(where);
            return new Joined.Join(before, tables, SqlAstJoinType.INNER, conditions.read(where));
        }
        Joined all = before;
        if (root.isVirtual()) {
            for (var joins : List.of(root.getTableGroupJoins(), root.getNestedTableGroupJoins())) {
                for (TableGroupJoin each : joins) {
                    all = root(all, each.getJoinedGroup(), each.getPredicate());
                }
            }
        }
        return all;
    }

    private static boolean isRendered(TableGroup group) {
        return !group.isVirtual() && group.isInitialized();
    }

    /**
     * @param later takes the joins to be made outside the parentheses, or null if there are none
     *     around
     */
    private Joined tables(TableGroup group, @Nullable List<TableGroupJoin> later) {
        Joined all = table(group.getPrimaryTableReference(), group);
        for (TableReferenceJoin join : group.getTableReferenceJoins()) {
            walk(join.getPredicate());
            all =
                    new Joined.Join(
                            all,
                            table(join.getJoinedTableReference(), group),
                            join.getJoinType(),
                            conditions.read(join.getPredicate()));
        }
        all = joins(group, true, all, later);
        return later == null ? joins(group, false, all, null) : all;
    }

    private Joined joins(
            TableGroup group, boolean nested, Joined before, @Nullable List<TableGroupJoin> later) {
        List<TableGroupJoin> joins = new ArrayList<>();
        if (nested) {
            group.visitNestedTableGroupJoins(joins::add);
        } else if (later != null) {
            group.visitTableGroupJoins(later::add);
        } else {
            group.visitTableGroupJoins(joins::add);
        }
        Joined all = before;
        for (TableGroupJoin join : joins) {
            all = join(all, join, later);
        }
        return all;
    }

    private Joined join(Joined before, TableGroupJoin join, @Nullable List<TableGroupJoin> around) {
        TableGroup group = join.getJoinedGroup();
        if (!isRendered(group)) {
            EntityMappingType entity = entityOf(group.getModelPart());
            if (!group.isInitialized() && entity != null) {
                unrendered.addAll(spaces(entity));
            }
            return joins(group, false, joins(group, true, before, around), around);
        }
        List<TableGroupJoin> inside = new ArrayList<>();
        Joined right = tables(group, inside);
        walkOn(join.getPredicate());
        SqlAstJoinType type = typeOf(join);
        hasFullJoin |= type == SqlAstJoinType.FULL;
        Joined all = new Joined.Join(before, right, type, conditions.read(join.getPredicate()));
        if (around != null) {
            around.addAll(inside);
            group.visitTableGroupJoins(around::add);
            return all;
        }
        for (TableGroupJoin each : inside) {
            all = join(all, each, null);
        }
        return joins(group, false, all, null);
    }

    SqlAstJoinType typeOf(TableGroupJoin join) {
        return join.getJoinType();
    }

    void walkOn(@Nullable Predicate predicate) {
        walk(predicate);
    }

    private Joined table(TableReference reference, TableGroup group) {
        String alias = String.valueOf(reference.getIdentificationVariable());
        if (!aliases.add(alias)) {
            ambiguous.add(alias);
        }
        if (reference instanceof QueryPartTableReference derived) {
            walk(derived.getStatement());
        } else if (reference instanceof FunctionTableReference function) {
            call(function.getFunctionExpression());
        } else if (reference instanceof ValuesTableReference) {
            walk(reference);
        } else if (reference instanceof UnionTableReference union
                && isSubselect(union.getAffectedTableNames().get(0))) {
            union.applyAffectedTableNames(
                    each -> {
                        if (!isSubselect(each)) {
                            widen(each, WideningReason.UNION);
                        }
                    });
        } else if (reference instanceof NamedTableReference named
                && (named.getClass() == NamedTableReference.class
                        || named.getClass() == UnionTableReference.class)) {
            named(named, alias, group);
        } else {
            hidden(reference);
            reference.applyAffectedTableNames(each -> widen(each, WideningReason.DECLARED));
        }
        return new Joined.Leaf(alias);
    }

    private void named(NamedTableReference reference, String alias, TableGroup group) {
        if (withoutLaziness(group) instanceof CteTableGroup) {
            return;
        }
        EntityMappingType entity = entityOf(group.getModelPart());
        Set<String> declared = entity == null ? Set.of() : declaredTables(entity);
        declared.forEach(each -> widen(each, WideningReason.DECLARED));
        String table = reference.getAffectedTableNames().get(0);
        if (!table.equals(reference.getTableExpression())) {
            // A subclass that shares its table: the table is wrapped into a query for its rows.
            allMentioned.add(alias);
        }
        if (isSubselect(table)) {
            subselect(table, declared);
            return;
        }
        var occurrence = occurrence(table, alias, entity);
        if (isNew(occurrence)) {
            occurrences.put(alias, occurrence);
        }
    }

    /** Whether it was not met before. One alias stands for one table, or that is all unclear. */
    boolean isNew(Occurrence occurrence) {
        var before = occurrences.get(occurrence.alias());
        if (before != null && !before.table().equals(occurrence.table())) {
            widen(occurrence.table(), WideningReason.UNCONSTRAINED);
        }
        return before == null;
    }

    private void widen(String table, WideningReason reason) {
        widened.putIfAbsent(table, reason);
    }

    private static boolean isSubselect(String table) {
        return table.stripLeading().startsWith("(");
    }

    private static TableGroup withoutLaziness(TableGroup group) {
        return group instanceof LazyTableGroup lazy
                ? withoutLaziness(lazy.getUnderlyingTableGroup())
                : group;
    }

    private static @Nullable EntityMappingType entityOf(@Nullable ModelPartContainer part) {
        return part instanceof EntityValuedModelPart entity ? entity.getEntityMappingType() : null;
    }

    /** The tables that the mapping says an entity is read from, though it is not mapped to them. */
    private static Set<String> declaredTables(EntityMappingType entity) {
        Set<String> declared = spaces(entity);
        EntityMappingType root = entity.getRootEntityDescriptor();
        Stream.concat(Stream.of(root), root.getSubMappingTypes().stream())
                .map(EntityMappingType::getEntityPersister)
                .map(EntityPersister::getTableNames)
                .forEach(names -> List.of(names).forEach(declared::remove));
        return declared;
    }

    private static Set<String> spaces(EntityMappingType entity) {
        Set<String> spaces = new HashSet<>();
        for (Object space : entity.getEntityPersister().getQuerySpaces()) {
            spaces.add(space.toString());
        }
        return spaces;
    }

    private void subselect(String sql, Set<String> declared) {
        String suspect = functions.suspectIn(sql, true);
        if (!suspect.isEmpty()) {
            obstacles.add(
                    "'%s' in the subselect '%s' may differ each time".formatted(suspect, sql));
        }
        if (declared.isEmpty()) {
            obstacles.add("the subselect '%s' declares no tables".formatted(sql));
        }
    }

    private static Occurrence occurrence(
            String table, String alias, @Nullable EntityMappingType entity) {
        Set<String> key = new HashSet<>();
        Set<String> every = new HashSet<>();
        if (entity != null) {
            entity.getIdentifierMapping()
                    .forEachSelectable(
                            (index, column) -> {
                                if (column.getContainingTableExpression().equals(table)) {
                                    key.add(column.getSelectionExpression());
                                }
                            });
            every.addAll(key);
            entity.forEachAttributeMapping(
                    attribute ->
                            attribute.forEachSelectable(
                                    (index, column) -> {
                                        if (!column.isFormula()
                                                && column.getContainingTableExpression()
                                                        .equals(table)) {
                                            every.add(column.getSelectionExpression());
                                        }
                                    }));
        }
        return new Occurrence(table, alias, Set.copyOf(key), Set.copyOf(every));
    }

    // Columns

    @Override
    public void visitColumnReference(ColumnReference column) {
        String alias = column.getQualifier();
        if (alias == null) {
            raw(column.getExpressionText());
            return;
        }
        mentioned.computeIfAbsent(alias, each -> new HashSet<>()).add(column.getColumnExpression());
        if (!ConditionReader.isPlain(column)) {
            allMentioned.add(alias);
            check(column.getExpressionText());
        }
    }

    @Override
    public void visitNestedColumnReference(NestedColumnReference column) {
        hidden(column);
    }

    @Override
    public void visitAggregateColumnWriteExpression(AggregateColumnWriteExpression expression) {
        hidden(expression);
    }

    @Override
    public void visitSqlSelectionExpression(SqlSelectionExpression expression) {
        walk(expression.getSelection().getExpression());
    }

    // What renders itself

    @Override
    public void visitSelfRenderingExpression(SelfRenderingExpression expression) {
        if (expression instanceof FunctionExpression function) {
            call(function);
            if (expression instanceof AggregateFunctionExpression aggregate) {
                walk(aggregate.getFilter());
            }
            if (expression instanceof OrderedSetAggregateFunctionExpression ordered
                    && ordered.getWithinGroup() != null) {
                ordered.getWithinGroup().forEach(this::walk);
            }
            if (expression instanceof WindowFunctionExpression window) {
                walk(window.getFilter());
            }
        } else if (expression instanceof CaseStatementDiscriminatorExpression discriminator) {
            discriminator.getUsedTableReferences().forEach(this::mentionKey);
        } else if (expression instanceof AliasedExpression aliased) {
            walk(aliased.getExpression());
        } else if (expression instanceof SelfRenderingSqlFragmentExpression fragment) {
            raw(fragment.getExpression());
        } else if (!(expression instanceof LiteralAsParameter<?>)) {
            hidden(expression);
        }
    }

    /** Whether there is a row in a table of a subclass is told by its key. */
    private void mentionKey(TableReference table) {
        String alias = table.getIdentificationVariable();
        Occurrence occurrence = occurrences.get(alias);
        if (occurrence == null) {
            rawSql = true;
        } else {
            mentioned.computeIfAbsent(alias, each -> new HashSet<>()).addAll(occurrence.key());
        }
    }

    @Override
    public void visitFilterPredicate(FilterPredicate predicate) {
        predicate.getFragments().forEach(this::walk);
    }

    @Override
    public void visitFilterFragmentPredicate(FilterPredicate.FilterFragmentPredicate predicate) {
        raw(predicate.getSqlFragment());
    }

    @Override
    public void visitSqlFragmentPredicate(SqlFragmentPredicate predicate) {
        raw(predicate.getSqlFragment());
    }

    // What has no place in a query

    @Override
    public void visitDeleteStatement(DeleteStatement statement) {
        hidden(statement);
    }

    @Override
    public void visitUpdateStatement(UpdateStatement statement) {
        hidden(statement);
    }

    @Override
    public void visitInsertStatement(InsertSelectStatement statement) {
        hidden(statement);
    }
}
