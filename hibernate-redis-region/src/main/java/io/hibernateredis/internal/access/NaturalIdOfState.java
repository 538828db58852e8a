package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.session.SessionWork;
import java.io.Serializable;
import java.util.Map;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads the natural id from a cached entity, because Hibernate asks for it after every hit, and the
 * answer then needs no round trip. Only for natural ids of basic values whose disassembled form is
 * the value itself.
 */
final class NaturalIdOfState {

    private final NaturalIdAccess access;
    private final int[] positions;
    private final String[] names;

    private NaturalIdOfState(NaturalIdAccess access, int[] positions, String[] names) {
        this.access = access;
        this.positions = positions;
        this.names = names;
    }

    static @Nullable NaturalIdOfState of(EntityPersister root) {
        if (!root.hasNaturalIdentifier()
                || !(root.getNaturalIdMapping().getCacheAccess()
                        instanceof NaturalIdAccess access)) {
            return null;
        }
        int[] positions = root.getNaturalIdentifierProperties();
        String[] names = new String[positions.length];
        for (int i = 0; i < positions.length; i++) {
            Type type = root.getPropertyTypes()[positions[i]];
            if (!(type instanceof BasicType<?> basic) || basic.getValueConverter() != null) {
                return null;
            }
            names[i] = root.getPropertyNames()[positions[i]];
        }
        return new NaturalIdOfState(access, positions, names);
    }

    void noteFound(
            SessionWork work, SharedSessionContractImplementor session, Object value, Object id) {
        Object[] values = new Object[positions.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = valueOf(value, i);
        }
        Entry naturalId =
                access.entry(
                        values.length == 1
                                ? java.util.Objects.requireNonNullElse(values[0], values)
                                : values,
                        session);
        if (!work.unit().hasChanged(naturalId)) {
            work.loads().found(naturalId, id);
        }
    }

    private @Nullable Object valueOf(Object value, int i) {
        if (value instanceof CacheEntry entry) {
            Serializable[] state = entry.getDisassembledState();
            return state[positions[i]];
        }
        return value instanceof Map<?, ?> structured ? structured.get(names[i]) : null;
    }
}
