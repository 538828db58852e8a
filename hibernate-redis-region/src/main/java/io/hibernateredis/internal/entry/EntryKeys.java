package io.hibernateredis.internal.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.Codecs;
import io.hibernateredis.internal.codec.Digests;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.NaturalIdMapping;
import org.hibernate.type.BasicType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.CustomType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * The text that identifies an id of one role in Redis; different ids have different texts.
 * Thread-safe.
 *
 * <p>Integers are written as digits, decimals as digits without trailing zeros, UUIDs, dates and
 * enums as usual. Strings are written as they are, with {@code %}, {@code #}, {@code ,},
 * parentheses and unprintable characters escaped as {@code %} and two hexadecimal digits. A
 * composite id is the list of its parts in parentheses. A value that is not of the mapped class
 * begins with {@code %} and a letter after F, which no escape does: {@code %n} for null, {@code %z}
 * for the empty string, {@code %v} and base64url of the tagged binary form for others. A text of
 * more than 200 bytes is replaced by {@code %h} and the base64url of its SHA-256.
 */
public final class EntryKeys {
    static final int MAX_BYTES = 200;

    private static final Set<Class<?>> INTEGERS =
            Set.of(Long.class, Integer.class, Short.class, Byte.class, BigInteger.class);
    private static final Codec<Object> TAGGED = Codecs.tagged(List.of());
    private static final Base64.Encoder BASE_64 = Base64.getUrlEncoder().withoutPadding();
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    /** Whose disassembled form is the value itself, if the mapping does not convert them. */
    private static final Set<Class<?>> PLAIN = Set.of(Long.class, Integer.class, Short.class);

    private final Part root;
    private final boolean plain;

    private EntryKeys(Part root, boolean plain) {
        this.root = root;
        this.plain = plain;
    }

    /** The class of a value if the mapping defines it, or the parts of a composite. */
    private record Part(@Nullable Class<?> type, List<Part> parts) {
        static final Part UNKNOWN = new Part(null, List.of());

        Part part(int index) {
            return index < parts.size() ? parts.get(index) : UNKNOWN;
        }
    }

    /** For the disassembled keys of an entity or collection. */
    public static EntryKeys of(Type keyType, SessionFactoryImplementor factory) {
        boolean plain =
                keyType instanceof BasicType<?> basic
                        && !(keyType instanceof CustomType)
                        && basic.getValueConverter() == null
                        && PLAIN.contains(keyType.getReturnedClass());
        return new EntryKeys(part(keyType, factory), plain);
    }

    /** For the values in Hibernate's own key of a natural id. */
    public static EntryKeys ofNaturalId(NaturalIdMapping mapping) {
        var parts = new ArrayList<Part>();
        mapping.forEachJdbcType(
                (index, jdbc) -> {
                    var converter = jdbc.getValueConverter();
                    var javaType =
                            converter == null
                                    ? jdbc.getJavaTypeDescriptor()
                                    : converter.getRelationalJavaType();
                    parts.add(new Part(javaType.getJavaTypeClass(), List.of()));
                });
        return new EntryKeys(new Part(null, parts), false);
    }

    private static Part part(Type type, SessionFactoryImplementor factory) {
        if (type instanceof ComponentType component) {
            var parts = new ArrayList<Part>();
            for (var subtype : component.getSubtypes()) {
                parts.add(part(subtype, factory));
            }
            return new Part(null, parts);
        }
        if (type instanceof EntityType entity) {
            var target =
                    factory.getMappingMetamodel()
                            .getEntityDescriptor(entity.getAssociatedEntityName());
            return part(target.getIdentifierType(), factory);
        }
        return type instanceof BasicType<?>
                ? new Part(type.getReturnedClass(), List.of())
                : Part.UNKNOWN;
    }

    /** Whether an id need not be disassembled. */
    public boolean areAsGiven(Object id) {
        return plain && id.getClass() == root.type;
    }

    /**
     * The text of a disassembled id, or of the values of a natural id.
     *
     * @throws io.hibernateredis.internal.codec.UnsupportedValueException if a part of it is outside
     *     the codec's closed set
     */
    public String of(@Nullable Object idOrValues) {
        if (plain && idOrValues != null && idOrValues.getClass() == root.type) {
            return idOrValues.toString();
        }
        var text = new StringBuilder();
        if (idOrValues instanceof Object[] values && values.length == 1 && root.parts.size() == 1) {
            append(text, values[0], root.part(0));
        } else {
            append(text, idOrValues, root);
        }
        return limit(text.toString());
    }

    private static String limit(String text) {
        if (3L * text.length() <= MAX_BYTES) {
            return text;
        }
        byte[] bytes = text.getBytes(UTF_8);
        return bytes.length <= MAX_BYTES
                ? text
                : "%h" + BASE_64.encodeToString(Digests.sha256(bytes));
    }

    private static void append(StringBuilder text, @Nullable Object value, Part part) {
        if (value == null) {
            text.append("%n");
        } else if (value instanceof Object[] values && isComposite(values, part)) {
            appendParts(text, values, part);
        } else if (value.getClass() == part.type || isConstant(value, part)) {
            appendExpected(text, value);
        } else {
            appendTagged(text, value);
        }
    }

    private static boolean isComposite(Object[] values, Part part) {
        return part.type == null && values.getClass().getComponentType() == Object.class;
    }

    private static boolean isConstant(Object value, Part part) {
        return value instanceof Enum<?> constant && constant.getDeclaringClass() == part.type;
    }

    private static void appendParts(StringBuilder text, @Nullable Object[] values, Part part) {
        text.append('(');
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            append(text, values[i], part.part(i));
        }
        text.append(')');
    }

    private static void appendExpected(StringBuilder text, Object value) {
        if (INTEGERS.contains(value.getClass())
                || value instanceof UUID
                || value instanceof LocalDate) {
            text.append(value);
        } else if (value instanceof BigDecimal decimal) {
            text.append(decimal.stripTrailingZeros());
        } else if (value instanceof String string) {
            appendEscaped(text, string);
        } else if (value instanceof Enum<?> constant) {
            appendEscaped(text, constant.name());
        } else {
            appendTagged(text, value);
        }
    }

    private static void appendTagged(StringBuilder text, Object value) {
        boolean constant = value instanceof Enum;
        Object plain =
                value instanceof Enum<?> e
                        ? e.getDeclaringClass().getName() + "." + e.name()
                        : value;
        text.append(constant ? "%v%e" : "%v")
                .append(BASE_64.encodeToString(CodecFormat.BINARY.encode(TAGGED, plain)));
    }

    private static void appendEscaped(StringBuilder text, String string) {
        if (string.isEmpty()) {
            text.append("%z");
            return;
        }
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1))) {
                text.append(c).append(string.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                text.append("%u");
                appendHex(text, c >> 8);
                appendHex(text, c & 0xff);
            } else if (mustEscape(c)) {
                text.append('%');
                appendHex(text, c);
            } else {
                text.append(c);
            }
        }
    }

    private static boolean mustEscape(char c) {
        return c <= ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || "%#,(){}".indexOf(c) >= 0;
    }

    private static void appendHex(StringBuilder text, int value) {
        text.append(HEX[value >> 4]).append(HEX[value & 0xf]);
    }
}
