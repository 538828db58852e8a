package io.hibernateredis.internal.exact;

import java.util.HashMap;
import java.util.Map;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.Type;

/** The spelling of the ids in the entries of one hierarchy. Immutable. */
public final class EntityIdSpelling {

    private final EntityPersister root;
    private final IdSpelling id;
    private final Map<String, Map<Attribute, IdSpelling>> bySubclass = new HashMap<>();

    /** The position of an attribute in a state. */
    private record Attribute(String name, int position) {}

    public EntityIdSpelling(ColumnFacts facts, EntityPersister root) {
        this.root = root;
        this.id = IdSpelling.ofId(facts, root);
        for (String name : root.getSubclassEntityNames()) {
            bySubclass.put(
                    name,
                    read(
                            facts,
                            facts.sessionFactory()
                                    .getMappingMetamodel()
                                    .getEntityDescriptor(name)));
        }
    }

    @SuppressWarnings("removal") // The replacement is not available in Hibernate 7.1.
    private static Map<Attribute, IdSpelling> read(ColumnFacts facts, EntityPersister persister) {
        Map<Attribute, IdSpelling> found = new HashMap<>();
        Type[] types = persister.getPropertyTypes();
        persister.visitAttributeMappings(
                attribute -> {
                    if (!(attribute instanceof PluralAttributeMapping)) {
                        IdSpelling spelling = of(facts, attribute, types, persister);
                        if (!spelling.isPlain()) {
                            found.put(
                                    new Attribute(
                                            attribute.getAttributeName(),
                                            attribute.getStateArrayPosition()),
                                    spelling);
                        }
                    }
                });
        return found;
    }

    private static IdSpelling of(
            ColumnFacts facts,
            AttributeMapping attribute,
            Type[] types,
            EntityPersister persister) {
        return IdSpelling.ofAttribute(
                facts, attribute, types[attribute.getStateArrayPosition()], persister);
    }

    /** Whether an id is spelled as in its row. */
    public boolean isOfRow(Object identifier) {
        return id.isPlain()
                || id.isOfRow(root.getIdentifierType().disassemble(identifier, root.getFactory()));
    }

    /** Whether all ids to which an entity refers are spelled as in their rows. */
    public boolean areOfRow(Object value) {
        if (bySubclass.values().stream().allMatch(Map::isEmpty)) {
            return true;
        }
        if (value instanceof Map<?, ?> map) {
            return bySubclass
                    .getOrDefault(
                            String.valueOf(map.get(StructuredCacheEntry.SUBCLASS_KEY)), Map.of())
                    .entrySet()
                    .stream()
                    .allMatch(each -> each.getValue().isOfRow(map.get(each.getKey().name())));
        }
        var entry = (CacheEntry) value;
        var state = entry.getDisassembledState();
        return bySubclass.getOrDefault(entry.getSubclass(), Map.of()).entrySet().stream()
                .allMatch(each -> each.getValue().isOfRow(state[each.getKey().position()]));
    }
}
