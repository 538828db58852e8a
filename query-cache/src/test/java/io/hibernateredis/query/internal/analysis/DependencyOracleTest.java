package io.hibernateredis.query.internal.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.query.NeedsModule;
import io.hibernateredis.query.TestDatabase;
import io.hibernateredis.query.oracle.Captured;
import io.hibernateredis.query.oracle.Images;
import io.hibernateredis.query.oracle.Model;
import io.hibernateredis.query.oracle.Queries;
import io.hibernateredis.query.oracle.Queries.Query;
import io.hibernateredis.query.oracle.Writes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.hibernate.Version;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.sql.ast.SqlAstJoinType;
import org.hibernate.sql.ast.tree.from.TableGroupJoin;
import org.hibernate.sql.ast.tree.predicate.ExistsPredicate;
import org.hibernate.sql.ast.tree.predicate.InListPredicate;
import org.hibernate.sql.ast.tree.predicate.NegatedPredicate;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.SortSpecification;
import org.hibernate.sql.exec.internal.BaseExecutionContext;
import org.junit.jupiter.api.Test;

/**
 * Whenever a commit changes what the database answers to a query, something that the query depends
 * on must be invalidated by it. Random queries, random writes; what is invalidated follows from
 * full images of the tables.
 *
 * <p>Beside the analysis run some that are broken on purpose, each in one rule: of each of them the
 * oracle must find that it is.
 */
@NeedsModule
class DependencyOracleTest {

    private static final int QUERIES = Integer.getInteger("oracle.queries", 900);
    private static final int COMMITS = Integer.getInteger("oracle.commits", 380);
    private static final long SEED = Long.getLong("oracle.seed", 20260101L);

    /** A query that is asked again after each commit. */
    private static final class Asked {
        private final Query query;
        private final String sql;
        private final PreparedStatement statement;
        private final Map<String, Set<Tag>> tags = new TreeMap<>();
        private final Set<String> words;
        private final Map<String, List<String>> explained = new TreeMap<>();
        private String answer = "";

        Asked(Query query, String sql, PreparedStatement statement) {
            this.query = query;
            this.sql = sql;
            this.statement = statement;
            this.words = new HashSet<>(List.of(sql.toLowerCase(Locale.ROOT).split("\\W+")));
        }
    }

    @Test
    void everyChangeOfAnAnswer_isAnnounced_andBrokenRulesAreFoundOut() throws Exception {
        var analyses = analyses();
        try (var database = new TestDatabase(Model.ENTITIES);
                Connection connection = DriverManager.getConnection(urlOf(database))) {
            var random = new Random(SEED);
            var writes = new Writes(random);
            database.inTransaction(writes::fill);
            Set<Grouping> inUse = new HashSet<>();
            List<Asked> asked = ask(database, connection, random, analyses, inUse);

            var keys = Images.keys(connection);
            Images images = Images.read(connection, keys);
            Map<String, List<String>> stale = new TreeMap<>();
            int pairs = 0;
            int changes = 0;
            int atTables = 0;
            int kept = 0;
            for (int i = 0; i < COMMITS; i++) {
                write(database, writes);
                Images now = Images.read(connection, keys);
                Set<String> written = images.changedTables(now);
                Set<Tag> invalidated = images.invalidated(now, inUse);
                images = now;
                for (Asked each : asked) {
                    if (Collections.disjoint(each.words, written)) {
                        continue;
                    }
                    String answer = answer(each);
                    boolean isChanged = !answer.equals(each.answer);
                    String old = each.answer;
                    each.answer = answer;
                    pairs++;
                    changes += isChanged ? 1 : 0;
                    boolean isValid = Collections.disjoint(each.tags.get(RIGHT), invalidated);
                    if (!isChanged) {
                        atTables++;
                        kept += isValid ? 1 : 0;
                    }
                    if (isChanged) {
                        for (String name : analyses.keySet()) {
                            if (Collections.disjoint(each.tags.get(name), invalidated)) {
                                stale.computeIfAbsent(name, n -> new ArrayList<>())
                                        .add(
                                                each.query.hql()
                                                        + "\n"
                                                        + each.query.parameters()
                                                        + "\n"
                                                        + each.sql
                                                        + "\n"
                                                        + each.explained.get(name)
                                                        + "\nwas "
                                                        + old
                                                        + "\nis "
                                                        + answer);
                            }
                        }
                    }
                }
            }
            System.out.printf(
                    "%d queries, %d pairs, %d changed answers, kept %d of %d that tables would"
                            + " have lost%n",
                    asked.size(), pairs, changes, kept, atTables);
            stale.forEach((name, found) -> System.out.println(name + ": " + found.size()));

            assertThat(stale.getOrDefault(RIGHT, List.of())).isEmpty();
            assertThat(pairs).isGreaterThan(QUERIES * COMMITS / 4);
            assertThat(changes).isGreaterThan(pairs / 200);
            assertThat(kept).isGreaterThan(atTables / 4);
            assertThat(stale.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            analyses.keySet().stream()
                                    .filter(name -> !name.equals(RIGHT))
                                    .filter(name -> HAS_FULL_JOINS || !name.equals(FULL_JOIN))
                                    .toList());
        }
    }

    private static final String RIGHT = "right";
    private static final String FULL_JOIN = "a full join is taken for a left join";

    /** H2 has no full joins, and Hibernate before 7.4 does not make anything else of them. */
    private static final boolean HAS_FULL_JOINS =
            !Version.getVersionString().matches("7[.][23][.].*");

    private static List<Asked> ask(
            TestDatabase database,
            Connection connection,
            Random random,
            Map<String, Supplier<Broken>> analyses,
            Set<Grouping> inUse) {
        var queries = new Queries(random);
        List<Asked> asked = new ArrayList<>();
        Map<String, Integer> failures = new TreeMap<>();
        int tried = 0;
        var functions = new Functions(Set.of());
        while (asked.size() < QUERIES) {
            assertThat(++tried).as(failures.toString()).isLessThan(QUERIES * 3);
            Query query = queries.next();
            try (var session = database.sessionFactory.openSession()) {
                var captured =
                        database.compile(
                                session,
                                query,
                                statement -> {
                                    Map<String, Dependencies> found = new TreeMap<>();
                                    analyses.forEach(
                                            (name, analysis) ->
                                                    found.put(
                                                            name,
                                                            analysis.get()
                                                                    .analysis(database, functions)
                                                                    .of(statement)));
                                    return found;
                                });
                String sql = captured.select().getSqlString();
                var each = new Asked(query, sql, connection.prepareStatement(sql));
                bind(captured, each.statement, (SharedSessionContractImplementor) session);
                captured.analysis()
                        .forEach(
                                (name, dependencies) -> {
                                    assertThat(dependencies.whyNotCacheable())
                                            .as(query.hql())
                                            .isNull();
                                    each.tags.put(name, dependencies.tags(captured.bindings()));
                                    inUse.addAll(dependencies.groupings());
                                    each.explained.put(
                                            name, dependencies.describe(captured.bindings()));
                                });
                each.answer = answer(each);
                asked.add(each);
            } catch (RuntimeException | SQLException e) {
                failures.merge(e.getClass().getSimpleName(), 1, Integer::sum);
                failures.putIfAbsent(
                        e.getClass().getSimpleName()
                                + " such as "
                                + query.hql()
                                + ": "
                                + e.getMessage(),
                        1);
            }
        }
        if (Boolean.getBoolean("oracle.failures")) {
            failures.forEach((k, v) -> System.out.println(v + " " + k));
        }
        System.out.println(tried + " tried");
        return asked;
    }

    private static void bind(
            Captured<?> captured,
            PreparedStatement statement,
            SharedSessionContractImplementor session)
            throws SQLException {
        var context = new BaseExecutionContext(session);
        int position = 1;
        for (var binder : captured.select().getParameterBinders()) {
            binder.bindParameterValue(statement, position++, captured.bindings(), context);
        }
    }

    private static String answer(Asked asked) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = asked.statement.executeQuery()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(result.getString(i)).append('|');
                }
                rows.add(row.toString());
            }
        }
        if (!asked.query.isOrdered()) {
            Collections.sort(rows);
        }
        return String.join("\n", rows);
    }

    private static void write(TestDatabase database, Writes writes) {
        try {
            database.inTransaction(writes::write);
        } catch (RuntimeException e) {
            // A reference to what another write removed; nothing was committed.
        }
    }

    private static String urlOf(TestDatabase database) {
        return database.sessionFactory.getProperties().get("hibernate.connection.url").toString();
    }

    // Broken rules

    /** An analysis with at most one rule that is not as it should be. */
    private interface Broken {
        DependencyAnalysis analysis(GroupableColumns columns, Functions functions);
    }

    private static Map<String, Supplier<Broken>> analyses() {
        Map<String, Supplier<Broken>> all = new LinkedHashMap<>();
        all.put(
                RIGHT,
                () ->
                        (columns, functions) ->
                                new DependencyAnalysis(columns, functions, new ConditionReader()));
        all.put(
                "an OR is taken for its first branch",
                () ->
                        reading(
                                new ConditionReader() {
                                    @Override
                                    List<Condition> either(List<List<Condition>> branches) {
                                        return branches.isEmpty() ? List.of() : branches.get(0);
                                    }
                                }));
        all.put(
                "a branch of an OR that tells nothing is left out",
                () ->
                        reading(
                                new ConditionReader() {
                                    @Override
                                    List<Condition> either(List<List<Condition>> branches) {
                                        return super.either(
                                                branches.stream()
                                                        .filter(each -> !each.isEmpty())
                                                        .toList());
                                    }
                                }));
        all.put(
                "NOT IN is taken for IN",
                () ->
                        reading(
                                new ConditionReader() {
                                    @Override
                                    List<Condition> inList(InListPredicate in) {
                                        return super.inList(
                                                new InListPredicate(
                                                        in.getTestExpression(),
                                                        in.getListExpressions()));
                                    }
                                }));
        all.put(
                "NOT is left out",
                () ->
                        reading(
                                new ConditionReader() {
                                    @Override
                                    List<Condition> read(Predicate predicate) {
                                        return super.read(
                                                predicate instanceof NegatedPredicate not
                                                        ? not.getPredicate()
                                                        : predicate);
                                    }
                                }));
        all.put(
                "ON counts for the preserved side",
                () ->
                        (columns, functions) ->
                                new DependencyAnalysis(columns, functions, new ConditionReader()) {
                                    @Override
                                    public SqlAstJoinType typeOf(TableGroupJoin join) {
                                        return SqlAstJoinType.INNER;
                                    }
                                });
        all.put(
                FULL_JOIN,
                () ->
                        (columns, functions) ->
                                new DependencyAnalysis(columns, functions, new ConditionReader()) {
                                    @Override
                                    public SqlAstJoinType typeOf(TableGroupJoin join) {
                                        return join.getJoinType() == SqlAstJoinType.FULL
                                                ? SqlAstJoinType.LEFT
                                                : join.getJoinType();
                                    }
                                });
        all.put(
                "a right join is taken for a left join",
                () ->
                        (columns, functions) ->
                                new DependencyAnalysis(columns, functions, new ConditionReader()) {
                                    @Override
                                    public SqlAstJoinType typeOf(TableGroupJoin join) {
                                        return join.getJoinType() == SqlAstJoinType.RIGHT
                                                ? SqlAstJoinType.LEFT
                                                : join.getJoinType();
                                    }
                                });
        all.put(
                "EXISTS is not looked into",
                () ->
                        (columns, functions) ->
                                new DependencyAnalysis(columns, functions, new ConditionReader()) {
                                    @Override
                                    public void visitExistsPredicate(ExistsPredicate exists) {}
                                });
        all.put(
                "columns of ORDER BY are forgotten",
                () ->
                        (columns, functions) ->
                                new DependencyAnalysis(columns, functions, new ConditionReader()) {
                                    @Override
                                    public void visitSortSpecification(SortSpecification sort) {}
                                });
        all.put(
                "columns of joins are forgotten",
                () ->
                        (columns, functions) ->
                                new DependencyAnalysis(columns, functions, new ConditionReader()) {
                                    @Override
                                    public void walkOn(Predicate predicate) {}
                                });
        all.put(
                "the second occurrence of a table is forgotten",
                () ->
                        (columns, functions) ->
                                new DependencyAnalysis(columns, functions, new ConditionReader()) {
                                    private final Set<String> tables = new HashSet<>();

                                    @Override
                                    public boolean isNew(Occurrence occurrence) {
                                        return tables.add(occurrence.table())
                                                && super.isNew(occurrence);
                                    }
                                });
        return all;
    }

    private static Broken reading(ConditionReader reader) {
        return (columns, functions) -> new DependencyAnalysis(columns, functions, reader);
    }
}
