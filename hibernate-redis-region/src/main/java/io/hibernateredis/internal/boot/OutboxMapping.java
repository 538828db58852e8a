package io.hibernateredis.internal.boot;

import io.hibernateredis.internal.outbox.OutboxTable;
import io.hibernateredis.internal.protocol.Owed;
import io.hibernateredis.internal.settings.CacheSettings;
import java.util.Map;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.model.relational.QualifiedNameParser;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PrimaryKey;
import org.hibernate.mapping.Table;
import org.jspecify.annotations.Nullable;

/**
 * Adds the table of the outbox to the mapping, so that Hibernate's schema tools create, update,
 * validate and drop it together with the others.
 */
public final class OutboxMapping implements AdditionalMappingContributor {

    private static final String CONTRIBUTOR = "hibernate-redis-outbox";
    private static final int ID_LENGTH = 36;
    private static final int NAMESPACE_LENGTH = 130;

    @Override
    public String getContributorName() {
        return CONTRIBUTOR;
    }

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator resources,
            MetadataBuildingContext context) {
        Map<String, Object> settings =
                context.getBootstrapContext().getConfigurationService().getSettings();
        String name = CacheSettings.outboxTable(settings);
        if (name == null) {
            return;
        }
        Database database = metadata.getDatabase();
        var parsed = QualifiedNameParser.INSTANCE.parse(name);
        var namespace = database.locateNamespace(parsed.getCatalogName(), parsed.getSchemaName());
        Identifier logical = parsed.getObjectName();
        if (namespace.locateTable(logical) != null) {
            return;
        }
        Table table =
                namespace.createTable(
                        logical, physical -> new Table(CONTRIBUTOR, namespace, physical, false));
        Column id = column(context, table, OutboxTable.ID, "string", ID_LENGTH);
        column(context, table, OutboxTable.NAMESPACE, "string", NAMESPACE_LENGTH);
        column(context, table, OutboxTable.WRITER, "string", ID_LENGTH);
        column(context, table, OutboxTable.WRITTEN, "long", 0);
        column(context, table, OutboxTable.TAGS, "binary", Owed.MAX_BYTES).setNullable(true);
        var key = new PrimaryKey(table);
        key.addColumn(id);
        table.setPrimaryKey(key);
    }

    private static Column column(
            MetadataBuildingContext context, Table table, String name, String type, int length) {
        var column = new Column(name);
        column.setNullable(false);
        if (length > 0) {
            column.setLength(length);
        }
        var value = new BasicValue(context, table);
        value.setExplicitTypeName(type);
        value.addColumn(column);
        table.addColumn(column);
        return column;
    }

    /** The table's name in SQL, as the mapping qualifies it; null if it is no part of that. */
    static @Nullable String nameInSql(
            org.hibernate.boot.Metadata metadata, SessionFactoryImplementor sessionFactory) {
        for (Table table : metadata.collectTableMappings()) {
            if (CONTRIBUTOR.equals(table.getContributor())) {
                return sessionFactory
                        .getSqlStringGenerationContext()
                        .format(table.getQualifiedTableName());
            }
        }
        return null;
    }
}
