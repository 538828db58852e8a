package io.hibernateredis.tagged.internal;

/** Keys of the application as ids of entries, which hold no {@code #}. */
final class EntryIds {

    private static final int MAX_KEY_LENGTH = 500;

    private EntryIds() {}

    /**
     * @throws IllegalArgumentException if the key is empty or too long
     */
    static String of(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "a key must have 1 to "
                            + MAX_KEY_LENGTH
                            + " characters, but has "
                            + key.length());
        }
        return prefix(key);
    }

    /** The beginning of the ids of all keys that begin with this. */
    static String prefix(String key) {
        return key.replace("%", "%25").replace("#", "%23");
    }
}
