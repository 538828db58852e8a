package io.hibernateredis.spring.boot.internal.http;

import java.math.BigInteger;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of path variables in the one form that tags have. A handler may take others, such as
 * {@code 007}, for the same; they would name a tag that nobody invalidates.
 */
final class Canonical {

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,38}");
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private Canonical() {}

    /** Whether a text is an integer or a UUID, and written as their {@code toString} does. */
    static boolean isValue(@Nullable String text) {
        return text != null
                && (INTEGER.matcher(text).matches() || UUID_TEXT.matcher(text).matches());
    }

    /** Whether values of a type can stand in a path. */
    static boolean hasType(Class<?> type) {
        return type == Long.class
                || type == Integer.class
                || type == Short.class
                || type == Byte.class
                || type == BigInteger.class
                || type == UUID.class;
    }

    /**
     * A value of a type.
     *
     * @param type as of {@link #hasType}
     * @return null if the text is none
     */
    static @Nullable Object parse(Class<?> type, String text) {
        try {
            if (type == UUID.class) {
                return UUID_TEXT.matcher(text).matches() ? UUID.fromString(text) : null;
            }
            if (!INTEGER.matcher(text).matches()) {
                return null;
            }
            if (type == BigInteger.class) {
                return new BigInteger(text);
            }
            if (type == Long.class) {
                return Long.valueOf(text);
            }
            if (type == Integer.class) {
                return Integer.valueOf(text);
            }
            return type == Short.class ? (Object) Short.valueOf(text) : Byte.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A value of a type, to try a tag with. */
    static String sample(Class<?> type) {
        return type == UUID.class ? new UUID(0, 1).toString() : "1";
    }
}
