package io.hibernateredis.internal.entry;

import org.hibernate.persister.entity.EntityPersister;

/** Which entities may have rows that a load by id does not find. */
public final class HiddenRows {

    private HiddenRows() {}

    /** Because of a restriction or a soft delete. */
    public static boolean mayExist(EntityPersister entity) {
        return entity.getSoftDeleteMapping() != null || mayBeRestricted(entity);
    }

    /** Because of a restriction of the entity, or of a subclass. */
    public static boolean mayBeRestricted(EntityPersister entity) {
        var metamodel = entity.getFactory().getMappingMetamodel();
        for (String name : entity.getSubclassEntityNames()) {
            if (metamodel.getEntityDescriptor(name).hasWhereRestrictions()) {
                return true;
            }
        }
        return false;
    }
}
