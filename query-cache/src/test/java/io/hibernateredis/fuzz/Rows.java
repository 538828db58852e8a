package io.hibernateredis.fuzz;

import java.sql.PreparedStatement;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.type.Type;

/** What lies in the tables, asked past Hibernate. */
final class Rows {

    private Rows() {}

    /** Whether an entity of this id, or one of the same hierarchy, lies in the database. */
    static boolean exist(Actor actor, String entity, Object id) {
        var metamodel = actor.domain().factory().getMappingMetamodel();
        var root = metamodel.getEntityDescriptor(actor.domain().entity(entity).getRootEntityName());
        for (Object each : root.getSubclassEntityNames()) {
            var persister =
                    (AbstractEntityPersister) metamodel.getEntityDescriptor(each.toString());
            if (exists(actor, persister, id)) {
                return true;
            }
        }
        return false;
    }

    private static boolean exists(Actor actor, AbstractEntityPersister persister, Object id) {
        String sql =
                "select 1 from "
                        + persister.getIdentifierTableName()
                        + " where "
                        + String.join(" = ? and ", persister.getIdentifierColumnNames())
                        + " = ?";
        Type type = persister.getIdentifierType();
        SharedSessionContractImplementor session = actor.implementor();
        return actor.any()
                .doReturningWork(
                        connection -> {
                            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                                type.nullSafeSet(statement, id, 1, session);
                                return statement.executeQuery().next();
                            }
                        });
    }
}
