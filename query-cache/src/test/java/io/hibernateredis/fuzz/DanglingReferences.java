package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Domain.Kind;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.type.ManyToOneType;

/**
 * References to missing rows that the database let arise, whose mapping does not expect them.
 * Fetched by a join, Hibernate reads them as null, and without the join as a reference; a cache
 * holds what was read first. Where the mapping expects missing rows, Hibernate finds one that the
 * session is about to insert, if it reads the reference from its row.
 */
final class DanglingReferences {

    private final SessionFactory without;
    private final Domain domain;

    DanglingReferences(SessionFactory without, Domain domain) {
        this.without = without;
        this.domain = domain;
    }

    /** Whether two answers are the same but for such references, read as null in one of them. */
    boolean explain(String expected, String answer) {
        String one = expected;
        String other = answer;
        for (String entity : domain.entityNames()) {
            for (String attribute : domain.attributes(entity, Kind.REFERENCE)) {
                if (domain.type(entity, attribute) instanceof ManyToOneType type) {
                    for (String each : of(entity, attribute)) {
                        one = one.replace(each, attribute + "=null ");
                        other =
                                type.isNullable()
                                        ? other
                                        : other.replace(each, attribute + "=null ");
                    }
                }
            }
        }
        return one.equals(other);
    }

    /** As they are rendered. */
    private List<String> of(String entity, String attribute) {
        var mapping = (ToOneAttributeMapping) domain.entity(entity).findAttributeMapping(attribute);
        ForeignKeyDescriptor key = mapping.getForeignKeyDescriptor();
        if (key.getJdbcTypeCount() != 1) {
            return List.of();
        }
        String root = domain.entity(domain.target(entity, attribute)).getRootEntityName();
        String name = attribute + "=" + Domain.simple(root) + "#";
        return without.fromSession(
                session ->
                        session
                                .createNativeQuery(sql(table(entity, key), key, root), Object.class)
                                .getResultList()
                                .stream()
                                .map(id -> name + Rendering.value(id) + " ")
                                .toList());
    }

    /** With a table for each class, the key is in that of the class. */
    private String table(String entity, ForeignKeyDescriptor key) {
        return domain.entity(entity) instanceof UnionSubclassEntityPersister union
                ? union.getMappedTableDetails().getTableName()
                : key.getKeyTable();
    }

    private String sql(String table, ForeignKeyDescriptor key, String root) {
        String column = "o." + key.getSelectable(0).getSelectionExpression();
        List<String> conditions = new ArrayList<>(List.of(column + " is not null"));
        var metamodel = domain.factory().getMappingMetamodel();
        for (Object each : metamodel.getEntityDescriptor(root).getSubclassEntityNames()) {
            var target = (AbstractEntityPersister) metamodel.getEntityDescriptor(each.toString());
            conditions.add(
                    "not exists (select 1 from %s t where t.%s = %s)"
                            .formatted(
                                    target.getIdentifierTableName(),
                                    target.getIdentifierColumnNames()[0],
                                    column));
        }
        return "select distinct %s from %s o where %s"
                .formatted(column, table, String.join(" and ", conditions));
    }
}
