package io.hibernateredis.spring.boot.internal.changes;

import java.io.IOException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.autoconfigure.ApplicationDataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.autoconfigure.init.SqlInitializationProperties;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternUtils;

/**
 * Finds out whether an initializer has run SQL scripts, which it does not tell: by what Spring Boot
 * decides it by. Those of Spring's own tables are of no interest, and an initializer of the
 * application is taken to have run.
 */
public final class ScriptChanges implements BeanPostProcessor {

    private static final String OF_SPRING = "org.springframework.";

    private final ObjectProvider<SchemaChanges> changes;
    private final ObjectProvider<SqlInitializationProperties> properties;
    private final ObjectProvider<DataSource> dataSource;
    private final ResourceLoader resources;

    public ScriptChanges(
            ObjectProvider<SchemaChanges> changes,
            ObjectProvider<SqlInitializationProperties> properties,
            ObjectProvider<DataSource> dataSource,
            ResourceLoader resources) {
        this.changes = changes;
        this.properties = properties;
        this.dataSource = dataSource;
        this.resources = resources;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof DataSourceScriptDatabaseInitializer && hasRun(bean)) {
            changes.getObject().changed("SQL scripts ran");
        }
        return bean;
    }

    private boolean hasRun(Object bean) {
        String type = bean.getClass().getName();
        SqlInitializationProperties its = properties.getIfAvailable();
        if (!(bean instanceof ApplicationDataSourceScriptDatabaseInitializer) || its == null) {
            return !type.startsWith(OF_SPRING)
                    || type.equals(DataSourceScriptDatabaseInitializer.class.getName());
        }
        boolean isOn =
                its.getMode() == DatabaseInitializationMode.ALWAYS
                        || (its.getMode() == DatabaseInitializationMode.EMBEDDED && isEmbedded());
        return isOn
                && (isAny(its.getSchemaLocations(), "schema", its.getPlatform())
                        || isAny(its.getDataLocations(), "data", its.getPlatform()));
    }

    private boolean isEmbedded() {
        DataSource unique = dataSource.getIfUnique();
        return unique == null || EmbeddedDatabaseConnection.isEmbedded(unique);
    }

    private boolean isAny(@Nullable List<String> locations, String name, String platform) {
        if (locations == null) {
            return isAny("classpath*:" + name + "-" + platform + ".sql")
                    || isAny("classpath*:" + name + ".sql");
        }
        return locations.stream().anyMatch(each -> isAny(each.replaceFirst("^optional:", "")));
    }

    private boolean isAny(String location) {
        try {
            var resolver = ResourcePatternUtils.getResourcePatternResolver(resources);
            for (Resource script : resolver.getResources(location)) {
                if (script.isReadable()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
