package io.hibernateredis.internal.entry;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Describes the database columns of an entry, as a part of the mapping's fingerprint: if two
 * attributes of the same type swap their columns, names and types are unchanged.
 */
final class Columns {
    private Columns() {}

    static String of(EntityPersister persister) {
        List<String> columns = new ArrayList<>();
        persister.visitAttributeMappings(
                attribute -> {
                    columns.add(attribute.getAttributeName());
                    add(columns, attribute instanceof PluralAttributeMapping ? null : attribute);
                });
        return columns.toString();
    }

    static String of(CollectionPersister persister) {
        PluralAttributeMapping attribute = persister.getAttributeMapping();
        List<String> columns = new ArrayList<>(List.of(persister.getCollectionSpaces()));
        attribute
                .getKeyDescriptor()
                .visitKeySelectables((index, column) -> columns.add(text(column)));
        add(columns, attribute.getIndexDescriptor());
        add(columns, attribute.getElementDescriptor());
        return columns.toString();
    }

    private static void add(List<String> columns, @Nullable ModelPart part) {
        if (part != null) {
            part.forEachSelectable((index, column) -> columns.add(text(column)));
        }
    }

    private static String text(SelectableMapping column) {
        return column.getContainingTableExpression() + "." + column.getSelectionExpression();
    }
}
