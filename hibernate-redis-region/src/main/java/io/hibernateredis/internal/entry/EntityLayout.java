package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.Codecs;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.Input;
import io.hibernateredis.internal.codec.Output;
import io.hibernateredis.internal.codec.UnsupportedValueException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.hibernate.cache.spi.entry.UnstructuredCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;
import org.jspecify.annotations.Nullable;

/**
 * The layout of the states of one entity class: a row of its attributes, and the conversion to what
 * Hibernate expects.
 */
final class EntityLayout {
    final String entityName;
    final @Nullable String problem;
    private final SessionFactoryImplementor factory;
    private final StructuredCacheEntry structure;
    private final boolean structured;
    private final String[] names;
    private final Map<String, Integer> positions = new HashMap<>();
    private final int versionIndex;
    private final Codec<@Nullable Object[]> row;
    private final Codec<Object> tagged;
    private final String columns;

    EntityLayout(EntityPersister persister, SessionFactoryImplementor factory, TypeCodecs types) {
        this.entityName = persister.getEntityName();
        this.factory = factory;
        this.structure = new StructuredCacheEntry(persister);
        this.structured = !(persister.getCacheEntryStructure() instanceof UnstructuredCacheEntry);
        this.names = persister.getPropertyNames();
        for (int i = 0; i < names.length; i++) {
            positions.put(names[i], i);
        }
        this.versionIndex = versionIndex(persister);
        this.tagged = types.tagged();
        this.columns = Columns.of(persister);
        var problems = new ArrayList<String>();
        this.row =
                Codecs.row(
                        names,
                        codecs(persister, types, problems),
                        LazyPropertyInitializer.UNFETCHED_PROPERTY,
                        PropertyAccessStrategyBackRefImpl.UNKNOWN);
        this.problem =
                problems.isEmpty()
                        ? null
                        : "Entity " + entityName + " is not cached: " + String.join("; ", problems);
    }

    static int versionIndex(EntityPersister persister) {
        var version = persister.getVersionMapping();
        return version == null
                ? -1
                : List.of(persister.getPropertyNames())
                        .indexOf(version.getVersionAttribute().getAttributeName());
    }

    private static Codec<?>[] codecs(
            EntityPersister persister, TypeCodecs types, List<String> problems) {
        var propertyTypes = persister.getPropertyTypes();
        var codecs = new Codec<?>[propertyTypes.length];
        for (int i = 0; i < codecs.length; i++) {
            try {
                boolean neverCached =
                        !persister.isLazyPropertiesCacheable()
                                && persister.getPropertyLaziness()[i];
                codecs[i] = neverCached ? Codecs.nothing() : types.of(propertyTypes[i]);
            } catch (NoCodecException e) {
                problems.add("attribute " + persister.getPropertyNames()[i] + " " + e.getMessage());
                codecs[i] = Codecs.nothing();
            }
        }
        return codecs;
    }

    String signature() {
        return entityName.length()
                + ":"
                + entityName
                + " version "
                + versionIndex
                + " "
                + columns
                + " "
                + row.signature();
    }

    @Nullable Object[] state(Object entry) {
        if (entry instanceof Map<?, ?> map) {
            var state = new @Nullable Object[names.length];
            for (int i = 0; i < names.length; i++) {
                state[i] = map.get(names[i]);
            }
            return state;
        }
        return ((CacheEntry) entry).getDisassembledState();
    }

    /** Whether the version differs from the version attribute, or is set without one. */
    boolean hasSeparateVersion(@Nullable Object version, @Nullable Object[] state) {
        return !Objects.equals(version, impliedVersion(state));
    }

    private @Nullable Object impliedVersion(@Nullable Object[] state) {
        return versionIndex < 0 ? null : state[versionIndex];
    }

    void write(
            Output out,
            @Nullable Object[] state,
            @Nullable Object version,
            boolean separateVersion) {
        if (problem != null) {
            throw new UnsupportedValueException(problem);
        }
        try {
            row.write(out, state);
            if (separateVersion) {
                out.writeSequence(new @Nullable Object[] {version}, tagged);
            }
        } catch (UnsupportedValueException e) {
            throw new UnsupportedValueException(
                    "Entity " + entityName + " is not cached: attribute " + e.getMessage(), e);
        }
    }

    Object read(Input in, boolean separateVersion) {
        if (problem != null) {
            throw new CorruptEntryException(problem);
        }
        @Nullable Object[] state = row.read(in);
        Object version = impliedVersion(state);
        if (separateVersion) {
            @Nullable Object[] versions = in.readSequence(tagged);
            if (versions.length != 1) {
                throw new CorruptEntryException(versions.length + " versions");
            }
            version = versions[0];
        }
        var structuredState = new StructuredState(entityName, version, positions, state);
        return structured
                ? structuredState.toMap()
                : structure.destructure(structuredState, factory);
    }
}
