package io.hibernateredis.query.internal.analysis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.ModelPartContainer;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.ast.SqlAstJoinType;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.cte.CteTableGroup;
import org.hibernate.sql.ast.tree.expression.FunctionExpression;
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
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables of a FROM clause as a tree of joins, in the order, and with the parentheses,
 * that Hibernate renders them in. Used by one walk.
 */
final class FromClauseReader {

    private final Walker walker;
    private final Findings findings;
    private final Functions functions;
    private final ConditionReader conditions;

    /** The walk through the whole query, for what stands inside its FROM clauses. */
    interface Walker {

        void walk(@Nullable SqlAstNode node);

        /** Walks the condition of a join between two groups of tables. */
        void walkOn(@Nullable Predicate predicate);

        void call(FunctionExpression function);

        SqlAstJoinType typeOf(TableGroupJoin join);

        /** Whether an occurrence of a table is the first under its alias. */
        boolean isNew(Occurrence occurrence);
    }

    FromClauseReader(
            Walker walker, Findings findings, Functions functions, ConditionReader conditions) {
        this.walker = walker;
        this.findings = findings;
        this.functions = functions;
        this.conditions = conditions;
    }

    /** Joins tables in the order, and with the parentheses, that they are rendered in. */
    Joined read(FromClause clause) {
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
            walker.walkOn(where);
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
            walker.walk(join.getPredicate());
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
                findings.unrendered(spaces(entity));
            }
            return joins(group, false, joins(group, true, before, around), around);
        }
        List<TableGroupJoin> inside = new ArrayList<>();
        Joined right = tables(group, inside);
        walker.walkOn(join.getPredicate());
        SqlAstJoinType type = walker.typeOf(join);
        if (type == SqlAstJoinType.FULL) {
            findings.fullJoin();
        }
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

    private Joined table(TableReference reference, TableGroup group) {
        String alias = String.valueOf(reference.getIdentificationVariable());
        findings.alias(alias);
        if (reference instanceof QueryPartTableReference derived) {
            walker.walk(derived.getStatement());
        } else if (reference instanceof FunctionTableReference function) {
            walker.call(function.getFunctionExpression());
        } else if (reference instanceof ValuesTableReference) {
            walker.walk(reference);
        } else if (reference instanceof UnionTableReference union
                && isSubselect(union.getAffectedTableNames().get(0))) {
            union.applyAffectedTableNames(
                    each -> {
                        if (!isSubselect(each)) {
                            findings.widen(each, WideningReason.UNION);
                        }
                    });
        } else if (reference instanceof NamedTableReference named
                && (named.getClass() == NamedTableReference.class
                        || named.getClass() == UnionTableReference.class)) {
            named(named, alias, group);
        } else {
            findings.hidden(reference);
            reference.applyAffectedTableNames(
                    each -> findings.widen(each, WideningReason.DECLARED));
        }
        return new Joined.Leaf(alias);
    }

    private void named(NamedTableReference reference, String alias, TableGroup group) {
        if (withoutLaziness(group) instanceof CteTableGroup) {
            return;
        }
        EntityMappingType entity = entityOf(group.getModelPart());
        Set<String> declared = entity == null ? Set.of() : declaredTables(entity);
        declared.forEach(each -> findings.widen(each, WideningReason.DECLARED));
        String table = reference.getAffectedTableNames().get(0);
        if (!table.equals(reference.getTableExpression())) {
            // A subclass that shares its table: the table is wrapped into a query for its rows.
            findings.mentionAll(alias);
        }
        if (isSubselect(table)) {
            subselect(table, declared);
            return;
        }
        var occurrence = occurrence(table, alias, entity);
        if (walker.isNew(occurrence)) {
            findings.add(occurrence);
        }
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
            findings.obstacle(
                    "'%s' in the subselect '%s' may differ each time".formatted(suspect, sql));
        }
        if (declared.isEmpty()) {
            findings.obstacle("the subselect '%s' declares no tables".formatted(sql));
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
}
