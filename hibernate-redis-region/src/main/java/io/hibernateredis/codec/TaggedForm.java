package io.hibernateredis.codec;

import java.net.InetAddress;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;

/**
 * Values that tell their own type, out of the closed set and the enums it is given: a tag, then the
 * value. Nested lists, sets and arrays of such values too.
 */
final class TaggedForm extends Form<Object> {
    private static final List<Class<?>> OPEN_TYPES =
            List.of(ZoneId.class, InetAddress.class, Calendar.class, TimeZone.class);

    private final List<Form<?>> forms = new ArrayList<>();
    private final Map<Class<?>, Integer> tags = new HashMap<>();
    private final int listTag;

    /**
     * @param enums in an order that is the same on every JVM
     */
    TaggedForm(Collection<? extends Class<? extends Enum<?>>> enums) {
        super("tagged" + enums.stream().map(Class::getName).toList());
        Forms.CLOSED.forEach((type, form) -> add(form, type));
        listTag = add(ArrayForms.list(this), ArrayList.class);
        tags.put(HashSet.class, add(ArrayForms.set(this), LinkedHashSet.class));
        add(ArrayForms.sequence(this), Object[].class);
        enums.forEach(type -> add(new EnumForm(type), type));
    }

    private int add(Form<?> form, Class<?> type) {
        tags.put(type, forms.size());
        forms.add(form);
        return forms.size() - 1;
    }

    @Override
    public void write(Output out, Object value) {
        int tag = tag(value);
        out.begin();
        if (out.readable()) {
            out.writeText(forms.get(tag).signature());
        } else {
            out.writeLong(tag % 2 == 0 ? tag / 2 : ~(tag / 2));
        }
        Form.writeUnchecked(forms.get(tag), out, value);
        out.end();
    }

    private int tag(Object value) {
        var tag =
                tags.get(
                        value instanceof Enum<?> constant
                                ? constant.getDeclaringClass()
                                : value.getClass());
        return tag != null ? tag : openTag(value);
    }

    private int openTag(Object value) {
        for (var type : OPEN_TYPES) {
            if (type.isInstance(value)) {
                return tags.getOrDefault(type, listTag);
            }
        }
        if (value instanceof List) {
            return listTag;
        }
        throw new UnsupportedValueException("A " + value.getClass().getName() + " has no form");
    }

    @Override
    public Object read(Input in) {
        in.enter();
        in.begin();
        var form = in.readable() ? form(in.readText()) : form(in.readLong());
        Object value = form.read(in);
        in.end();
        in.leave();
        return value;
    }

    private Form<?> form(long number) {
        long tag = number >= 0 ? number * 2 : ~number * 2 + 1;
        if (number > forms.size() || number < -forms.size() || tag >= forms.size()) {
            throw new CorruptEntryException(number + " is no tag");
        }
        return forms.get((int) tag);
    }

    private Form<?> form(String signature) {
        for (var form : forms) {
            if (form.signature().equals(signature)) {
                return form;
            }
        }
        throw new CorruptEntryException("A tag of no type");
    }
}
