package io.hibernateredis.internal.query;

import io.hibernateredis.internal.entry.HiddenRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.CollectionClassification;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EntityCollectionPart;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.results.graph.Fetch;
import org.hibernate.sql.results.graph.FetchParent;
import org.hibernate.sql.results.graph.collection.internal.EagerCollectionFetch;
import org.hibernate.sql.results.graph.entity.AbstractEntityResultGraphNode;
import org.hibernate.sql.results.graph.entity.internal.EntityFetchJoinedImpl;
import org.hibernate.sql.results.internal.SqlSelectionImpl;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * What a query reads and its cached result, in shallow layout, does not hold: Hibernate finds it by
 * the ids in the result, whole. That is the same only if the query did not restrict it.
 */
final class RefetchedParts {

    private static final String NAMES_HIDDEN =
            "in shallow layout it may name entities that a restriction hides";

    private static final Pattern JOIN = Pattern.compile("(?i)\\bjoin\\b");

    /** An alias that Hibernate makes. */
    private static final Pattern GENERATED = Pattern.compile("\\b[a-z]+\\d+_0\\.");

    private final Map<Integer, String> aliases = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<Part> parts = new ArrayList<>();
    private final Set<EntityPersister> entities = new HashSet<>();
    private boolean isNative;
    private boolean hasHiddenKeys;

    /**
     * A fetched association that is not in the result.
     *
     * @param repeats whether an element may be in it twice
     * @param own aliases of the tables of its elements
     * @param all and of what is fetched with them
     * @param tables of its elements
     * @param keys columns by which it is joined to its owner
     * @param ids columns by which its tables are joined to each other
     */
    private record Part(
            boolean isCollection,
            boolean repeats,
            Set<String> own,
            Set<String> all,
            Set<String> tables,
            int keys,
            int ids) {}

    private RefetchedParts(JdbcValuesMapping mapping) {
        for (var selection : mapping.getSqlSelections()) {
            if (!(selection instanceof SqlSelectionImpl made)) {
                isNative = true;
            } else if (made.getExpression() instanceof ColumnReference column
                    && column.getQualifier() != null) {
                aliases.put(made.getValuesArrayPosition(), column.getQualifier());
            }
        }
        for (var result : mapping.getDomainResults()) {
            if (result instanceof FetchParent node) {
                // Without those of the keys of collections, which stand in the tables of pairs.
                collect(node, new HashSet<>(), known, false);
                visit(node, false);
            }
        }
    }

    /** Why a result in its layout would not be the same when it is found, or null if it would. */
    static @Nullable String whyNotCacheable(JdbcValuesMapping mapping, String sql) {
        var refetched = new RefetchedParts(mapping);
        if (refetched.isNative) {
            return refetched.whyNotNative();
        }
        if (refetched.hasHiddenKeys) {
            return NAMES_HIDDEN;
        }
        if (refetched.parts.isEmpty()) {
            return null;
        }
        SelectText text = SelectText.of(sql);
        for (Part part : refetched.parts) {
            if (text == null
                    || (part.repeats && text.isDistinct())
                    || refetched.isRestricted(part, text)) {
                return "in shallow layout it would be found with all of an association of which it"
                        + " may have fetched a part";
            }
        }
        return null;
    }

    /** The same for a version of Hibernate that does not tell how the columns are used. */
    static @Nullable String whyNotCacheable(SessionFactoryImplementor factory, String sql) {
        boolean isOfOneTable = !JOIN.matcher(sql).find() && GENERATED.matcher(sql).find();
        var isShallow = new AtomicBoolean();
        factory.getMappingMetamodel()
                .forEachEntityDescriptor(
                        each -> {
                            if (each.useShallowQueryCacheLayout()) {
                                isShallow.set(true);
                            }
                        });
        return isOfOneTable || !isShallow.get()
                ? null
                : "in shallow layout it is not known what the query fetches";
    }

    private @Nullable String whyNotNative() {
        if (!parts.isEmpty()) {
            return "in shallow layout it is not known what a native query fetches";
        }
        return entities.stream().anyMatch(RefetchedParts::hidesRows) ? NAMES_HIDDEN : null;
    }

    private static boolean hidesRows(EntityPersister entity) {
        return HiddenRows.mayExist(entity.getRootEntityDescriptor().getEntityPersister());
    }

    /**
     * @param isRefetched whether the node is found by the id of what it is a part of
     */
    private void visit(FetchParent node, boolean isRefetched) {
        boolean inner = isRefetched;
        if (node instanceof AbstractEntityResultGraphNode entity) {
            var persister = persister(entity);
            inner |= persister.useShallowQueryCacheLayout();
            if (inner) {
                entities.add(persister);
                hasHiddenKeys |=
                        HiddenRows.isKey(entity.getNavigablePath()) && hidesRows(persister);
            }
        } else if (node instanceof EagerCollectionFetch collection) {
            inner |=
                    collection
                            .getFetchedMapping()
                            .getCollectionDescriptor()
                            .useShallowQueryCacheLayout();
            if (inner) {
                add(collection);
            }
        }
        for (Fetch fetch : node.getFetches()) {
            if (fetch instanceof EntityFetchJoinedImpl joined) {
                if (inner && joined.getFetchedMapping() instanceof ToOneAttributeMapping one) {
                    add(joined, one);
                }
                visit(joined.getEntityResult(), inner);
            } else if (fetch instanceof FetchParent parent) {
                visit(parent, inner);
            }
        }
    }

    private static EntityPersister persister(AbstractEntityResultGraphNode node) {
        return node.getEntityValuedModelPart().getEntityMappingType().getEntityPersister();
    }

    private void add(EagerCollectionFetch collection) {
        Set<String> own = new HashSet<>();
        Set<String> all = new HashSet<>();
        collect(collection, own, all, true);
        var attribute = collection.getFetchedMapping();
        Set<String> tables = new HashSet<>();
        if (attribute.getSeparateCollectionTable() != null) {
            tables.add(attribute.getSeparateCollectionTable());
        }
        int ids = 0;
        for (var part :
                new Object[] {attribute.getElementDescriptor(), attribute.getIndexDescriptor()}) {
            if (part instanceof EntityCollectionPart entity) {
                var persister = entity.getEntityMappingType().getEntityPersister();
                tables.addAll(List.of(persister.getTableNames()));
                ids = Math.max(ids, persister.getIdentifierMapping().getJdbcTypeCount());
            }
        }
        int keys = attribute.getKeyDescriptor().getJdbcTypeCount();
        parts.add(new Part(true, repeats(attribute), own, all, tables, keys, ids));
    }

    private static boolean repeats(PluralAttributeMapping attribute) {
        var collection = attribute.getCollectionDescriptor();
        return collection.getCollectionSemantics().getCollectionClassification()
                        == CollectionClassification.BAG
                && !collection.isOneToMany();
    }

    private void add(EntityFetchJoinedImpl joined, ToOneAttributeMapping attribute) {
        Set<String> own = new HashSet<>();
        collect(joined.getEntityResult(), own, new HashSet<>(), true);
        var persister = attribute.getEntityMappingType().getEntityPersister();
        parts.add(
                new Part(
                        false,
                        false,
                        own,
                        own,
                        Set.of(),
                        attribute.getForeignKeyDescriptor().getJdbcTypeCount(),
                        persister.getIdentifierMapping().getJdbcTypeCount()));
    }

    /** Aliases of the tables that a node is read from. */
    private void collect(FetchParent node, Set<String> own, Set<String> all, boolean isOwn) {
        if (node instanceof AbstractEntityResultGraphNode entity) {
            for (Fetch each :
                    new @Nullable Fetch[] {
                        entity.getIdentifierFetch(), entity.getDiscriminatorFetch()
                    }) {
                if (each != null) {
                    collectFrom(each, own, all, isOwn);
                }
            }
        }
        for (Fetch fetch : node.getFetches()) {
            boolean isElement = node instanceof EagerCollectionFetch;
            if (fetch instanceof EntityFetchJoinedImpl joined) {
                collect(joined.getEntityResult(), own, all, isOwn && isElement);
            } else if (fetch instanceof FetchParent parent) {
                boolean isOther =
                        !isElement
                                && (fetch instanceof EagerCollectionFetch
                                        || fetch instanceof AbstractEntityResultGraphNode);
                collect(parent, own, all, isOwn && !isOther);
            } else {
                collectFrom(fetch, own, all, isOwn);
            }
        }
    }

    private void collectFrom(Fetch fetch, Set<String> own, Set<String> all, boolean isOwn) {
        if (fetch instanceof FetchParent parent) {
            collect(parent, own, all, isOwn);
            return;
        }
        var positions = new BitSet();
        fetch.collectValueIndexesToCache(positions);
        positions.stream()
                .mapToObj(aliases::get)
                .filter(Objects::nonNull)
                .forEach(
                        alias -> {
                            all.add(alias);
                            if (isOwn) {
                                own.add(alias);
                            }
                        });
    }

    private boolean isRestricted(Part part, SelectText text) {
        if (!part.isCollection()) {
            return part.own().stream()
                    .map(text::join)
                    .anyMatch(join -> join != null && isRestricted(part, join, part.own()));
        }
        Set<String> own = new HashSet<>(part.own());
        Set<String> all = new HashSet<>(part.all());
        Set<String> others = new HashSet<>(known);
        others.removeAll(all);
        boolean isGrowing = true;
        while (isGrowing) {
            isGrowing = extend(own, all, others, text);
        }
        Set<String> restricted = text.restricted();
        if (own.isEmpty()
                || text.isLimited()
                || restricted == null
                || restricted.stream().anyMatch(all::contains)) {
            return true;
        }
        for (var join : text.joins()) {
            if (all.contains(join.alias())
                    && (isRestricted(part, join, all) || isNarrowed(part, join, own, text))) {
                return true;
            }
        }
        return false;
    }

    /** Adds tables between the owner and its elements, and those that are joined to the latter. */
    private static boolean extend(
            Set<String> own, Set<String> all, Set<String> others, SelectText text) {
        boolean hasChanged = false;
        for (var join : text.joins()) {
            Set<String> mentioned = join.mentioned();
            if (own.contains(join.alias())) {
                for (String each : mentioned) {
                    if (!others.contains(each) && all.add(each)) {
                        own.add(each);
                        hasChanged = true;
                    }
                }
            } else if (mentioned.stream().anyMatch(all::contains) && all.add(join.alias())) {
                hasChanged = true;
            }
        }
        return hasChanged;
    }

    /** Whether it takes more than the keys to join a table. */
    private static boolean isRestricted(Part part, SelectText.Join join, Set<String> inside) {
        if (join.on().isEmpty()) {
            return true;
        }
        int equalities = join.equalities();
        if (!part.own().contains(join.alias())) {
            return equalities < 0;
        }
        boolean isToOwner = !inside.containsAll(join.mentioned());
        return equalities < 0
                || equalities > (isToOwner ? part.keys() : Math.max(part.ids(), part.keys()));
    }

    /** Whether a join leaves elements out. */
    private static boolean isNarrowed(
            Part part, SelectText.Join join, Set<String> own, SelectText text) {
        if (join.isLeft()) {
            return false;
        }
        var head = text.join(join.group());
        boolean isWithinOther = head != null && head.isLeft() && !own.contains(head.alias());
        return !isWithinOther
                && !(own.contains(join.alias()) && part.tables().contains(join.table()));
    }
}
