package io.hibernateredis.query;

import io.hibernateredis.query.internal.analysis.GroupableColumns;
import io.hibernateredis.query.oracle.Captured;
import io.hibernateredis.query.oracle.Queries.Query;
import io.hibernateredis.region.Cluster;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.jspecify.annotations.Nullable;

/** An H2 of its own, with a mapping but without any cache. */
public final class TestDatabase implements AutoCloseable, GroupableColumns {

    private static int count;

    public final SessionFactory sessionFactory;
    private final Map<String, Map<String, String>> types = new HashMap<>();

    public TestDatabase(List<Class<?>> entities) {
        var configuration =
                new Configuration()
                        .setProperty("hibernate.connection.url", url())
                        .setProperty("hibernate.connection.pool_size", "3")
                        .setProperty("hibernate.dialect", Captured.Dialect.class.getName())
                        .setProperty("hibernate.hbm2ddl.auto", "create-drop")
                        .setProperty("hibernate.query.plan_cache_enabled", "false")
                        .setProperty("hibernate.cache.use_second_level_cache", "false");
        entities.forEach(configuration::addAnnotatedClass);
        sessionFactory = configuration.buildSessionFactory();
        inTransaction(
                session -> {
                    session.createNativeMutationQuery("set referential_integrity false")
                            .executeUpdate();
                    session.createNativeQuery(
                                    "select table_name, column_name, data_type"
                                            + " from information_schema.columns"
                                            + " where table_schema = 'PUBLIC'",
                                    Object[].class)
                            .getResultList()
                            .forEach(
                                    row ->
                                            types.computeIfAbsent(
                                                            lower(row[0]), t -> new HashMap<>())
                                                    .put(lower(row[1]), row[2].toString()));
                });
    }

    private static synchronized String url() {
        return "jdbc:h2:mem:analysis" + count++ + ";DB_CLOSE_DELAY=-1";
    }

    private static String lower(Object name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    public void inTransaction(Consumer<Session> action) {
        Cluster.inTransaction(sessionFactory, action);
    }

    /** Compiles a query as Hibernate does, and executes it once. */
    public <T> Captured<T> compile(
            Session session, Query query, Function<SelectStatement, T> analysis) {
        if (query.filter() >= 0) {
            session.enableFilter("busy").setParameter("least", query.filter());
        } else if (sessionFactory.getDefinedFilterNames().contains("busy")) {
            session.disableFilter("busy");
        }
        var captured =
                Captured.during(
                        () -> {
                            var compiled = session.createSelectionQuery(query.hql(), Object.class);
                            query.parameters().forEach(compiled::setParameter);
                            compiled.getResultList();
                        },
                        analysis);
        return captured.get(0);
    }

    @Override
    public String nameOf(String table) {
        return lower(table);
    }

    @Override
    public boolean isGroupable(String table, String column) {
        String type = types.getOrDefault(lower(table), Map.of()).get(column);
        return type != null
                && Set.of("INTEGER", "BIGINT", "BOOLEAN", "CHARACTER VARYING").contains(type);
    }

    @Override
    public @Nullable String canonical(String table, String column, Object value) {
        boolean isOfItsType =
                switch (types.get(lower(table)).get(column)) {
                    case "INTEGER", "BIGINT" -> value instanceof Integer || value instanceof Long;
                    case "BOOLEAN" -> value instanceof Boolean;
                    default -> value instanceof String;
                };
        return isOfItsType ? value.toString() : null;
    }

    @Override
    public void close() {
        sessionFactory.close();
    }
}
