package io.hibernateredis.spring.boot.internal.changes;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.StringUtils;

/**
 * Compares Liquibase's own table before and after it ran. If the table cannot be read afterwards,
 * the database counts as changed.
 */
public final class LiquibaseChanges implements BeanPostProcessor {

    private static final String NO_TABLE = "no table";

    private final ObjectProvider<SchemaChanges> changes;
    private final Map<String, String> before = new ConcurrentHashMap<>();

    public LiquibaseChanges(ObjectProvider<SchemaChanges> changes) {
        this.changes = changes;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof SpringLiquibase liquibase) {
            String state = state(liquibase);
            before.put(beanName, state == null ? NO_TABLE : state);
        }
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof SpringLiquibase liquibase) {
            String state = state(liquibase);
            if (state == null || !state.equals(before.get(beanName))) {
                changes.getObject().changed("Liquibase changed the database");
            }
        }
        return bean;
    }

    /** What the table says, or null if it cannot be read, or is not there. */
    private static @Nullable String state(SpringLiquibase liquibase) {
        DataSource dataSource = liquibase.getDataSource();
        if (dataSource == null) {
            return null;
        }
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var result =
                        statement.executeQuery(
                                "select count(*), max(orderexecuted), max(dateexecuted) from "
                                        + table(liquibase))) {
            result.next();
            return result.getString(1) + " " + result.getString(2) + " " + result.getString(3);
        } catch (SQLException e) {
            return null;
        }
    }

    private static String table(SpringLiquibase liquibase) {
        String table = liquibase.getDatabaseChangeLogTable();
        String schema = liquibase.getLiquibaseSchema();
        if (!StringUtils.hasText(schema)) {
            schema = liquibase.getDefaultSchema();
        }
        return (StringUtils.hasText(schema) ? schema + "." : "")
                + (StringUtils.hasText(table) ? table : "DATABASECHANGELOG");
    }
}
