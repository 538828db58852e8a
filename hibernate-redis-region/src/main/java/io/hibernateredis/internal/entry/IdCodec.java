package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.Input;
import io.hibernateredis.internal.codec.Output;
import io.hibernateredis.internal.codec.UnsupportedValueException;
import java.io.Serializable;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.type.Type;

/**
 * Ids by natural id. Hibernate caches them as the application knows them, so they are disassembled
 * and assembled here.
 */
final class IdCodec extends Codec<Object> {
    private final SessionFactoryImplementor factory;
    private final Type type;
    private final Codec<Object> disassembled;

    @SuppressWarnings("unchecked")
    IdCodec(Type type, SessionFactoryImplementor factory, Codec<?> disassembled) {
        super("id(" + disassembled.signature() + ")");
        this.factory = factory;
        this.type = type;
        this.disassembled = (Codec<Object>) disassembled;
    }

    @Override
    public void write(Output out, Object id) {
        var value = type.disassemble(id, factory);
        if (value == null) {
            throw new UnsupportedValueException("An id that disassembles to null");
        }
        disassembled.write(out, value);
    }

    // No session is needed: types that would need one have no codec.
    @SuppressWarnings("NullAway")
    @Override
    public Object read(Input in) {
        Object id = type.assemble((Serializable) disassembled.read(in), null, null);
        if (id == null) {
            throw new CorruptEntryException("An id that assembles to null");
        }
        ValueValidator.requireInstance(id, type.getReturnedClass());
        return id;
    }
}
