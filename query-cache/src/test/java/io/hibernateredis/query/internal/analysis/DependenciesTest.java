package io.hibernateredis.query.internal.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.query.NeedsModule;
import io.hibernateredis.query.TestDatabase;
import io.hibernateredis.query.oracle.Model;
import io.hibernateredis.query.oracle.Model.Task;
import io.hibernateredis.query.oracle.Queries.Query;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hibernate.Version;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.Subselect;
import org.hibernate.annotations.Synchronize;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsModule
class DependenciesTest {

    private static TestDatabase database;

    @BeforeAll
    static void boot() {
        var entities = new ArrayList<>(Model.ENTITIES);
        entities.addAll(
                List.of(
                        Restless.class,
                        Sum.class,
                        Silent.class,
                        Counted.class,
                        Price.class,
                        Shouted.class));
        database = new TestDatabase(entities);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    /** Its restriction is another each time. */
    @Entity(name = "Restless")
    @SQLRestriction("made < current_timestamp")
    static class Restless {
        @Id Long id;
        java.time.Instant made;
    }

    /** A query that says what it reads. */
    @Entity(name = "Sum")
    @Subselect("select project_id as id, count(*) as tasks from Task group by project_id")
    @Synchronize("Task")
    static class Sum {
        @Id Long id;
        Long tasks;
    }

    /** A query that does not say what it reads. */
    @Entity(name = "Silent")
    @Subselect("select id, priority from Task")
    static class Silent {
        @Id Long id;
        Integer priority;
    }

    /** Reads another table by a formula. */
    @Entity(name = "Counted")
    static class Counted {
        @Id Long id;

        @Formula("(select count(*) from Task t where t.project_id = id)")
        Long tasks;
    }

    /** Is told apart by what does not tell groups. */
    @Entity(name = "Price")
    static class Price {
        @Id UUID id;
        BigDecimal amount;
        @ManyToOne Task task;
    }

    /** Is read by way of a function. */
    @Entity(name = "Shouted")
    static class Shouted {
        @Id Long id;

        @ColumnTransformer(read = "upper(name)")
        String name;

        Integer state;
    }

    private record Found(
            Set<Tag> tags,
            List<String> explained,
            Map<String, WideningReason> widened,
            String why) {}

    private static Found analyse(String hql, Object... parameters) {
        return analyse(new Functions(Set.of()), -1, hql, parameters);
    }

    private static Found analyse(
            Functions functions, int filter, String hql, Object... parameters) {
        var named = new java.util.HashMap<String, Object>();
        for (int i = 0; i < parameters.length; i++) {
            named.put("p" + i, parameters[i]);
        }
        try (var session = database.sessionFactory.openSession()) {
            var captured =
                    database.compile(
                            session,
                            new Query(hql, named, false, filter),
                            statement ->
                                    new DependencyAnalysis(
                                                    database, functions, new ConditionReader())
                                            .of(statement));
            Dependencies found = captured.analysis();
            return new Found(
                    found.tags(captured.bindings()),
                    explained(found, captured.bindings()),
                    found.widened(),
                    found.whyNotCacheable());
        }
    }

    private static List<String> explained(Dependencies found, JdbcParameterBindings bindings) {
        List<String> all = new ArrayList<>();
        found.widened().forEach((table, reason) -> all.add(table + ": " + reason));
        all.addAll(found.describe(bindings));
        return all;
    }

    private static List<String> dependencies(String hql, Object... parameters) {
        Found found = analyse(hql, parameters);
        assertThat(found.why()).isNull();
        return found.explained();
    }

    // Rules 1 and 4: conjuncts and alternatives

    @Test
    void conjunctOfWhere_namesAGroup_withTheColumnsMentioned() {
        Found found = analyse("select t.title from Task t where t.project.id = :p0", 5L);

        Grouping grouping =
                Grouping.of("task", List.of("project_id"), List.of("project_id", "title"));
        assertThat(found.tags())
                .containsExactlyInAnyOrder(
                        grouping.tag(), Tag.unknownRows("task"), grouping.group(List.of("5")));
        assertThat(found.widened()).isEmpty();
        assertThat(found.why()).isNull();
    }

    @Test
    void anEntity_looksAtEveryColumn() {
        assertThat(dependencies("from Label l where l.color = 1"))
                .containsExactly("Label: color = 1 (looks at *)");
    }

    @Test
    void aValueOnTheLeft_isAsGood() {
        assertThat(dependencies("select t.id from Task t where :p0 = t.priority", 3))
                .containsExactly("Task: priority = 3 (looks at id,priority)");
    }

    @Test
    void aBooleanColumn_isItsOwnCondition() {
        assertThat(dependencies("select p.id from Project p where p.active"))
                .containsExactly("Project: active = true (looks at active,id)");
    }

    @Test
    void allConjuncts_areOneGroup() {
        assertThat(
                        dependencies(
                                "select t.id from Task t where t.priority = 1 and t.title = 'x'"
                                        + " and t.id > 3"))
                .containsExactly("Task: priority = 1 and title = x (looks at id,priority,title)");
    }

    @Test
    void nullIsEqualToNothing_soThatNoGroupCounts() {
        Found found = analyse("select t.id from Task t where t.priority = :p0", (Object) null);

        Grouping grouping = Grouping.of("task", List.of("priority"), List.of("id"));
        assertThat(found.tags()).containsExactlyInAnyOrder(grouping.tag(), Tag.unknownRows("task"));
    }

    @Test
    void everyBranchOfAnOr_isAnAlternative() {
        assertThat(dependencies("select t.id from Task t where t.priority = 1 or t.title = 'x'"))
                .containsExactly(
                        "Task: priority = 1 (looks at id,priority,title)",
                        "Task: title = x (looks at id,priority,title)");
    }

    @Test
    void aBranchThatAsksForNothing_freesTheTable() {
        assertThat(dependencies("select t.id from Task t where t.priority = 1 or t.title like 'x'"))
                .containsExactly("Task: any row (looks at id,priority,title)");
    }

    @Test
    void whatAllBranchesShare_staysBesideThem() {
        assertThat(
                        dependencies(
                                "select t.id from Task t where t.project.id = 5"
                                        + " and (t.priority = 1 or t.title like 'x')"))
                .containsExactly("Task: project_id = 5 (looks at id,priority,project_id,title)");
    }

    @Test
    void aListOfValues_isAnOr_withValuesTwiceCountedOnce() {
        assertThat(dependencies("select t.id from Task t where t.priority in (1, 2, 1)"))
                .containsExactly(
                        "Task: priority = 1 (looks at id,priority)",
                        "Task: priority = 2 (looks at id,priority)");
    }

    @Test
    void tooManyAlternatives_areNotToldApart() {
        List<Integer> many = IntStream.range(0, 17).boxed().toList();

        assertThat(
                        dependencies(
                                "select t.id from Task t where t.priority in :p0"
                                        + " and t.project.id = 5",
                                many))
                .containsExactly("Task: project_id = 5 (looks at id,priority,project_id)");
        assertThat(dependencies("select t.id from Task t where t.priority in :p0", many))
                .containsExactly("Task: any row (looks at id,priority)");
    }

    @Test
    void tooManyGroupsOfSeveralOccurrences_areTheTable() {
        List<Integer> ten = IntStream.range(0, 10).boxed().toList();

        Found found =
                analyse(
                        "select a.id from Task a, Task b where a.priority in :p0"
                                + " and b.priority in :p1",
                        ten,
                        ten);

        assertThat(found.widened()).containsEntry("Task", WideningReason.TOO_MANY_GROUPS);
        assertThat(found.tags()).containsExactly(Tag.table("task"));
    }

    @Test
    void whatIsNegated_asksForNothing() {
        for (String negated :
                List.of(
                        "not (t.priority = 1)",
                        "t.priority <> 1",
                        "t.priority not in (1, 2)",
                        "not (t.priority = 1 or t.priority = 2)")) {
            assertThat(dependencies("select t.id from Task t where " + negated))
                    .as(negated)
                    .containsExactly("Task: any row (looks at id,priority)");
        }
    }

    @Test
    void tuples_areComparedPartByPart() {
        assertThat(
                        dependencies(
                                "select n.text from Note n where (n.id.taskId, n.id.nr) = (:p0, 2)",
                                7L))
                .containsExactly("Note: nr = 2 and task_id = 7 (looks at nr,task_id,text)");
        assertThat(
                        dependencies(
                                "select n.text from Note n where n.id = :p0",
                                new Model.NoteId(7L, 2)))
                .containsExactly("Note: nr = 2 and task_id = 7 (looks at nr,task_id,text)");
    }

    @Test
    void whatIsWrappedInAFunction_isNotTheColumn() {
        assertThat(dependencies("select t.id from Task t where upper(t.title) = 'X'"))
                .containsExactly("Task: any row (looks at id,title)");
    }

    // Joins

    @Test
    void innerJoins_handValuesOn() {
        assertThat(
                        dependencies(
                                "select t.title from Project p join p.tasks t where p.id = :p0",
                                5L))
                .containsExactly(
                        "Project: id = 5 (looks at id)",
                        "Task: project_id = 5 (looks at project_id,title)");
    }

    @Test
    void theNullableSide_isAskedByOn_andByWhatIsAskedOfTheOther() {
        assertThat(
                        dependencies(
                                "select t.title from Project p left join p.tasks t"
                                        + " on t.priority = 1 where p.id = 5 and t.done = true"))
                .containsExactly(
                        "Project: id = 5 (looks at id)",
                        "Task: priority = 1 and project_id = 5"
                                + " (looks at done,priority,project_id,title)");
    }

    @Test
    void thePreservedSide_isNotAskedByOn() {
        assertThat(
                        dependencies(
                                "select p.id, t.id from Project p left join Task t"
                                        + " on t.project.id = p.id and p.status = 1"))
                .containsExactly(
                        "Project: any row (looks at id,status)",
                        "Task: any row (looks at id,project_id)");
    }

    @Test
    void aRightJoin_isALeftJoinTheOtherWay() {
        assertThat(
                        dependencies(
                                "select p.id, t.id from Task t right join Project p on t.priority ="
                                        + " 1 and p.status = 1 where p.version = 2"))
                .containsExactly(
                        "Project: version = 2 (looks at id,status,version)",
                        "Task: priority = 1 (looks at id,priority)");
    }

    /** Hibernate emulates it on H2, and joins the project of the task only then. */
    @Test
    void aFullJoin_mayBeSentAsSomethingElse() {
        assumeFalse(
                Version.getVersionString().matches("7[.][23][.].*"),
                "Hibernate before 7.4 sends H2 a full join, which H2 does not know");
        assertThat(
                        analyse(
                                        "select l.id from Label l full join Task t on t.priority ="
                                                + " 1 left join t.project p where l.id = 1")
                                .widened())
                .containsOnlyKeys("Label", "Project", "Task")
                .containsValue(WideningReason.FULL_JOIN);
    }

    @Test
    void anImplicitJoin_isAnInnerJoin() {
        assertThat(dependencies("select t.id from Task t where t.project.status = 1"))
                .containsExactly(
                        "Project: status = 1 (looks at id,status)",
                        "Task: any row (looks at id,project_id)");
    }

    // Rule 3: subqueries

    @Test
    void aSubquery_isAskedByItsOwn_evenIfNegated() {
        for (String exists : List.of("exists", "not exists")) {
            assertThat(
                            dependencies(
                                    "select p.id from Project p where p.status = 1 and "
                                            + exists
                                            + " (select 1 from Task t where t.priority = 2)"))
                    .as(exists)
                    .containsExactly(
                            "Project: status = 1 (looks at id,status)",
                            "Task: priority = 2 (looks at priority)");
        }
    }

    @Test
    void aCorrelatedSubquery_isOnlyAskedForTheRowsAroundIt() {
        assertThat(
                        dependencies(
                                "select p.id from Project p where p.id = :p0 and not exists"
                                        + " (select 1 from Task t where t.project = p)",
                                5L))
                .containsExactly(
                        "Project: id = 5 (looks at id)",
                        "Task: project_id = 5 (looks at project_id)");
    }

    @Test
    void aConditionBesideASubqueryInAnOr_asksNothingOfIt() {
        assertThat(
                        dependencies(
                                "select p.id from Project p where p.id = 5 or exists"
                                        + " (select 1 from Task t where t.project = p)"))
                .containsExactly(
                        "Project: any row (looks at id)", "Task: any row (looks at project_id)");
    }

    @Test
    void subqueriesInSelect_havingAndOn_areSeen() {
        assertThat(
                        dependencies(
                                "select (select max(l.color) from Label l where l.id = 1), count(*)"
                                        + " from Task t join Project p on p.status = (select"
                                        + " max(a.state) from Asset a where a.id = 2)"
                                        + " group by t.priority having count(*) > (select"
                                        + " count(*) from Person q where q.id = 3)"))
                .contains(
                        "Label: id = 1 (looks at color,id)",
                        "Asset: id = 2 (looks at id,state)",
                        "Person: deleted = false and id = 3 (looks at deleted,id)");
    }

    // Several occurrences

    @Test
    void aTableThatOccursTwice_dependsOnWhatBothNeed() {
        assertThat(
                        dependencies(
                                "select a.id from Task a join Task b on b.project.id = 6"
                                        + " where a.priority = 1"))
                .containsExactly(
                        "Task: priority = 1 (looks at id,priority)",
                        "Task: project_id = 6 (looks at project_id)");
    }

    @Test
    void setOperations_derivedTables_andCtes_areSeen() {
        assertThat(
                        dependencies(
                                "select t.id from Task t where t.priority = 1"
                                        + " union select t.id from Task t where t.priority = 2"))
                .containsExactly(
                        "Task: priority = 1 (looks at id,priority)",
                        "Task: priority = 2 (looks at id,priority)");
        assertThat(
                        dependencies(
                                "select d.i from (select t.id as i from Task t where t.priority ="
                                        + " 1) d where d.i = 4"))
                .containsExactly("Task: priority = 1 (looks at id,priority)");
        assertThat(
                        dependencies(
                                "with c as (select t.id as i from Task t where t.priority = 1)"
                                        + " select l.id from Label l join c x on x.i = l.id"))
                .containsExactly(
                        "Label: any row (looks at id)",
                        "Task: priority = 1 (looks at id,priority)");
        assertThat(
                        dependencies(
                                "select p.id, d.n from Project p join lateral (select t.id as n"
                                        + " from Task t where t.project = p and t.priority = 1)"
                                        + " d where p.status = 1"))
                .containsExactly(
                        "Project: status = 1 (looks at id,status)",
                        "Task: priority = 1 (looks at id,priority,project_id)");
    }

    // Columns looked at

    @Test
    void columnsOfOrderBy_count() {
        assertThat(
                        dependencies(
                                "select t.id from Task t where t.project.id = 5"
                                        + " order by t.priority limit 3"))
                .containsExactly("Task: project_id = 5 (looks at id,priority,project_id)");
    }

    @Test
    void aCount_looksAtTheKey() {
        assertThat(dependencies("select count(*) from Task"))
                .containsExactly("Task: any row (looks at id)");
    }

    @Test
    void whatIsUnconstrainedAndReadWhole_isTheTable() {
        Found found = analyse("from Label");

        assertThat(found.widened())
                .containsExactly(Map.entry("Label", WideningReason.UNCONSTRAINED));
        assertThat(found.tags()).containsExactly(Tag.table("label"));
    }

    @Test
    void columnsThatTellNoGroups_areTheTable() {
        assertThat(
                        analyse("select p.amount from Price p where p.amount = :p0", BigDecimal.ONE)
                                .widened())
                .containsExactly(Map.entry("Price", WideningReason.NOT_GROUPABLE));
    }

    // Inheritance

    @Test
    void aSubclassInOneTable_isAskedForItsKind() {
        assertThat(dependencies("select m.urgency from Memo m where m.state = 2"))
                .containsExactly("Document: kind = 1 and state = 2 (looks at kind,state,urgency)");
    }

    @Test
    void joinedTables_areAskedEach() {
        assertThat(dependencies("select v.wheels from Vehicle v where v.project.id = 5"))
                .containsExactly(
                        "Vehicle: UNCONSTRAINED", "Asset: project_id = 5 (looks at id,project_id)");
        assertThat(dependencies("select v.wheels from Vehicle v where v.id = 5"))
                .containsExactly("Vehicle: id = 5 (looks at *)");
        assertThat(dependencies("select type(a), a.state from Asset a where a.id = 5"))
                .containsExactly(
                        "Asset: id = 5 (looks at id,state)",
                        "Tool: id = 5 (looks at id)",
                        "Vehicle: id = 5 (looks at id)");
    }

    @Test
    void tablesThatAreReadAsOne_areAllWide() {
        assertThat(analyse("select e.id from Event e where e.level = 1").widened())
                .containsOnlyKeys("Event", "Login", "Logout")
                .containsValue(WideningReason.UNION);
        assertThat(dependencies("select l.id from Login l where l.level = 1"))
                .containsExactly("Login: level = 1 (looks at id,level)");
    }

    // Rule 6: pieces of SQL

    @Test
    void aFilter_asksForNothing_andMayLookAtEverything() {
        Found found =
                analyse(
                        new Functions(Set.of()),
                        1,
                        "select p.code from Project p where p.version = 1");

        assertThat(found.explained()).containsExactly("Project: version = 1 (looks at *)");
        assertThat(found.why()).isNull();
    }

    @Test
    void aFormula_mayLookAtEveryColumnOfItsTable() {
        assertThat(
                        dependencies(
                                "select t.weight, p.code from Task t join t.project p"
                                        + " where t.priority = 1"))
                .containsExactly(
                        "Project: any row (looks at code,id)", "Task: priority = 1 (looks at *)");
    }

    @Test
    void aColumnThatIsReadByAFunction_isNotAskedForItsValue() {
        assertThat(dependencies("select s.id from Shouted s where s.name = 'X' and s.state = 1"))
                .containsExactly("Shouted: state = 1 (looks at *)");
    }

    @Test
    void aSubselect_dependsOnTheTablesItDeclares() {
        Found found = analyse("from Sum s where s.id = 5");

        assertThat(found.why()).isNull();
        assertThat(found.tags()).containsExactly(Tag.table("task"));
        assertThat(found.widened()).containsExactly(Map.entry("Task", WideningReason.DECLARED));
        assertThat(analyse("from Silent s").why()).contains("declares no tables");
    }

    @Test
    void aPieceOfSqlThatReadsOrVaries_isNotCacheable() {
        assertThat(analyse("from Restless").why()).contains("'current_timestamp'");
        assertThat(analyse("from Counted").why()).contains("'select'");
    }

    @Test
    void aPieceOfSql_isReadWordByWord() {
        var functions = new Functions(Set.of("app_rank"));

        assertThat(functions.suspectIn("{a}.x = 'now()' and lower(y) in (1, 2)", false)).isEmpty();
        assertThat(functions.suspectIn("APP_RANK(x) > 1", false)).isEmpty();
        assertThat(functions.suspectIn("x > now()", false)).isEqualTo("now");
        assertThat(functions.suspectIn("x > pack.now()", false)).isEqualTo("now");
        assertThat(functions.suspectIn("t1.user = 1", false)).isEmpty();
        assertThat(functions.suspectIn("x = user", false)).isEqualTo("user");
        assertThat(functions.suspectIn("exists (select 1 from t)", false)).isEqualTo("exists");
        assertThat(functions.suspectIn("select 1 from t where x < rand()", true)).isEqualTo("rand");
        assertThat(functions.suspectIn("x /* it's */ = rand() -- '", false)).isNotEmpty();
    }

    // Rule 10: functions

    @Test
    void whatDiffersEachTime_isNotCacheable() {
        for (String varying :
                List.of(
                        "current_timestamp",
                        "local datetime",
                        "instant",
                        "function('rand')",
                        "function('random_uuid')")) {
            assertThat(analyse("select t.id, " + varying + " from Task t").why())
                    .as(varying)
                    .contains("not known to be deterministic");
        }
        assertThat(analyse("select sql('1') from Task t").why()).contains("'sql'");
    }

    @Test
    void aFunctionOfTheApplication_isCacheable_ifDeclared() {
        database.inTransaction(
                session ->
                        session.createNativeMutationQuery(
                                        "create alias app_rank for \"java.lang.Math.abs(int)\"")
                                .executeUpdate());
        String hql = "select function('app_rank', t.priority) from Task t";

        assertThat(analyse(new Functions(Set.of("other")), -1, hql).why()).contains("'app_rank'");
        assertThat(analyse(new Functions(Set.of("APP_RANK")), -1, hql).why()).isNull();
    }

    @Test
    void commonFunctions_areCacheable() {
        assertThat(
                        dependencies(
                                "select count(distinct t.priority), max(lower(t.title)),"
                                        + " coalesce(min(t.priority), 0), sum(abs(t.priority)),"
                                        + " cast(avg(t.priority) as integer),"
                                        + " listagg(t.title, ',') within group (order by t.id)"
                                        + " from Task t where t.project.id = 5"))
                .containsExactly("Task: project_id = 5 (looks at id,priority,project_id,title)");
        assertThat(
                        dependencies(
                                "select rank() over (partition by t.project.id order by t.priority)"
                                        + " from Task t where t.title = 'x'"))
                .containsExactly("Task: title = x (looks at priority,project_id,title)");
    }

    // What is declared

    @Test
    void declaredTables_areWide() {
        var none = Dependencies.ofTables(Set.of(), database);
        var some = Dependencies.ofTables(Set.of("Task"), database);

        assertThat(none.whyNotCacheable()).isNotNull();
        assertThat(some.whyNotCacheable()).isNull();
        assertThat(some.widened()).containsExactly(Map.entry("Task", WideningReason.DECLARED));
        assertThat(some.tags(null)).containsExactly(Tag.table("task"));
    }
}
