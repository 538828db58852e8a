package io.hibernateredis.region;

import io.hibernateredis.codec.CorruptEntryException;
import io.hibernateredis.codec.Form;
import io.hibernateredis.codec.Input;
import io.hibernateredis.codec.Output;
import io.hibernateredis.codec.UnsupportedValueException;
import java.io.Serializable;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.type.Type;

/**
 * Ids as the application knows them, which Hibernate keeps by natural id: they are disassembled and
 * assembled here.
 */
final class IdForm extends Form<Object> {
    private final SessionFactoryImplementor factory;
    private final Type type;
    private final Form<Object> disassembled;

    @SuppressWarnings("unchecked")
    IdForm(Type type, SessionFactoryImplementor factory, Form<?> disassembled) {
        super("id(" + disassembled.signature() + ")");
        this.factory = factory;
        this.type = type;
        this.disassembled = (Form<Object>) disassembled;
    }

    @Override
    public void write(Output out, Object id) {
        var value = type.disassemble(id, factory);
        if (value == null) {
            throw new UnsupportedValueException("An id that disassembles to null");
        }
        disassembled.write(out, value);
    }

    // No session is needed: a type that would ask for one has no form.
    @SuppressWarnings("NullAway")
    @Override
    public Object read(Input in) {
        Object id = type.assemble((Serializable) disassembled.read(in), null, null);
        if (id == null) {
            throw new CorruptEntryException("An id that assembles to null");
        }
        Assembly.requireInstance(id, type.getReturnedClass());
        return id;
    }
}
