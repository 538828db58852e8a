package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.Codecs;
import io.hibernateredis.internal.codec.Input;
import io.hibernateredis.internal.codec.Output;
import io.hibernateredis.internal.codec.UnsupportedValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hibernate.cache.spi.entry.CacheEntryStructure;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.cache.spi.entry.StructuredCollectionCacheEntry;
import org.hibernate.cache.spi.entry.UnstructuredCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one collection: its disassembled elements, each preceded by its key in a map, or
 * by its own id in an id bag. The index of lists and arrays is implied by the position and not
 * written.
 */
public final class CollectionCodec extends Codec<Object> {
    private final String role;
    private final SessionFactoryImplementor factory;
    private final CacheEntryStructure structure;
    private final Codec<@Nullable Object[]> elements;

    private CollectionCodec(
            CollectionPersister persister,
            SessionFactoryImplementor factory,
            Codec<@Nullable Object[]> elements) {
        super("collection(" + elements.signature() + ")");
        this.role = persister.getRole();
        this.factory = factory;
        this.structure = persister.getCacheEntryStructure();
        this.elements = elements;
    }

    static CollectionCodec of(
            CollectionPersister persister, SessionFactoryImplementor factory, TypeCodecs types) {
        var element = part("element", () -> types.of(CollectionTypes.element(persister)));
        var classification = persister.getCollectionSemantics().getCollectionClassification();
        boolean hashes =
                switch (classification) {
                    case MAP, ORDERED_MAP ->
                            ValueValidator.holdsUrl(CollectionTypes.index(persister), factory);
                    case SET, ORDERED_SET ->
                            ValueValidator.holdsUrl(CollectionTypes.element(persister), factory);
                    default -> false;
                };
        if (hashes) {
            throw new IllegalArgumentException(
                    "elements contain a URL, whose hashing resolves its host name");
        }
        var sequence =
                switch (classification) {
                    case MAP, SORTED_MAP, ORDERED_MAP ->
                            Codecs.sequence(
                                    part("key", () -> types.of(CollectionTypes.index(persister))),
                                    element);
                    case ID_BAG ->
                            Codecs.sequence(
                                    part("id", () -> types.of(CollectionTypes.id(persister))),
                                    element);
                    default -> Codecs.sequence(element);
                };
        return new CollectionCodec(persister, factory, sequence);
    }

    private static Codec<?> part(String name, Supplier<Codec<?>> codec) {
        try {
            return codec.get();
        } catch (NoCodecException e) {
            throw new IllegalArgumentException(name + " " + e.getMessage(), e);
        }
    }

    @Override
    public void write(Output out, Object entry) {
        try {
            elements.write(out, state(entry));
        } catch (ClassCastException e) {
            throw new UnsupportedValueException(
                    "Collection " + role + " is not cached: an element cannot be encoded", e);
        } catch (UnsupportedValueException e) {
            throw new UnsupportedValueException(
                    "Collection " + role + " is not cached: " + e.getMessage(), e);
        }
    }

    public static @Nullable Object[] state(Object entry) {
        if (entry instanceof Map<?, ?> map) {
            var state = new ArrayList<@Nullable Object>(2 * map.size());
            map.forEach((key, value) -> Collections.addAll(state, key, value));
            return state.toArray();
        }
        return entry instanceof List<?> list
                ? list.toArray()
                : ((CollectionCacheEntry) entry).getState();
    }

    @Override
    public Object read(Input in) {
        var state = Arrays.asList(elements.read(in));
        if (structure instanceof StructuredCollectionCacheEntry) {
            return state;
        }
        Object entry = StructuredCollectionCacheEntry.INSTANCE.destructure(state, factory);
        return structure instanceof UnstructuredCacheEntry ? entry : structure.structure(entry);
    }
}
