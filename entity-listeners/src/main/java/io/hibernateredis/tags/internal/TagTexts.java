package io.hibernateredis.tags.internal;

import java.math.BigInteger;
import java.util.Set;
import java.util.UUID;

/** Which values can stand in a tag. */
final class TagTexts {

    private static final Set<Class<?>> WITH_TEXT =
            Set.of(
                    String.class,
                    Character.class,
                    char.class,
                    Boolean.class,
                    boolean.class,
                    Byte.class,
                    byte.class,
                    Short.class,
                    short.class,
                    Integer.class,
                    int.class,
                    Long.class,
                    long.class,
                    BigInteger.class,
                    UUID.class);

    private TagTexts() {}

    /** Whether values of a type have a text that is equal if and only if they are. */
    static boolean areOf(Class<?> type) {
        return WITH_TEXT.contains(type)
                || type.isEnum()
                || type.getPackageName().equals("java.time");
    }
}
