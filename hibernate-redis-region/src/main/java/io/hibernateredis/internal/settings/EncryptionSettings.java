package io.hibernateredis.internal.settings;

import io.hibernateredis.EncryptionKeys;
import io.hibernateredis.internal.protection.ProtectionKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the keys of the encryption. No message holds what was given, which may be a key. */
final class EncryptionSettings {

    private static final String KEYS = "encryption.keys";
    private static final String NAME_KEY = "encryption.name_key";
    private static final String PROVIDER = "encryption.key_provider";
    private static final String FILE = "file:";
    private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");

    private EncryptionSettings() {}

    /**
     * The keys.
     *
     * @param used whether any region is encrypted; else they need not be there
     * @throws IllegalArgumentException if they are needed and missing, or malformed
     */
    static ProtectionKeys read(SettingsReader reader, boolean used) {
        String values = reader.text(KEYS, "");
        String names = reader.text(NAME_KEY, "");
        EncryptionKeys provider = reader.instance(PROVIDER, EncryptionKeys.class);
        if (!used) {
            return ProtectionKeys.NONE;
        }
        if (provider != null) {
            return provided(provider);
        }
        if (values.isEmpty() || names.isEmpty()) {
            throw new IllegalArgumentException(
                    SettingsReader.PREFIX
                            + (values.isEmpty() ? KEYS : NAME_KEY)
                            + " must be set, or "
                            + PROVIDER
                            + ", since encryption is on, but was not");
        }
        List<byte[]> nameKeys = decoded(NAME_KEY, names);
        if (nameKeys.size() != 1) {
            throw malformed(NAME_KEY, "must be one key", "were " + nameKeys.size(), null);
        }
        return of(decoded(KEYS, values), nameKeys.get(0));
    }

    private static ProtectionKeys provided(EncryptionKeys provider) {
        List<byte[]> values;
        byte[] names;
        try {
            values = List.copyOf(provider.valueKeys());
            names = Objects.requireNonNull(provider.nameKey());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    SettingsReader.PREFIX
                            + PROVIDER
                            + " must tell keys, but threw a "
                            + e.getClass().getName(),
                    e);
        }
        return of(values, names);
    }

    private static ProtectionKeys of(List<byte[]> values, byte[] names) {
        if (values.isEmpty()) {
            throw malformed(KEYS, "must be one key at least", "was none", null);
        }
        for (int i = 0; i < values.size(); i++) {
            requireLength(KEYS, "key " + (i + 1), values.get(i));
            if (Arrays.equals(values.get(i), names)) {
                throw malformed(NAME_KEY, "must be a key of its own", "was one of " + KEYS, null);
            }
        }
        requireLength(NAME_KEY, "it", names);
        return ProtectionKeys.of(values, names);
    }

    private static void requireLength(String setting, String which, byte[] key) {
        if (key.length != ProtectionKeys.BYTES) {
            throw malformed(
                    setting,
                    "must be of " + ProtectionKeys.BYTES + " bytes each",
                    which + " has " + key.length,
                    null);
        }
    }

    private static List<byte[]> decoded(String setting, String text) {
        List<byte[]> keys = new ArrayList<>();
        String content = text.startsWith(FILE) ? content(setting, text) : text;
        for (String each : SEPARATORS.split(content.strip(), -1)) {
            try {
                keys.add(Base64.getDecoder().decode(each));
            } catch (IllegalArgumentException e) {
                // Without its cause, which tells a character of it.
                throw malformed(
                        setting,
                        "must be base64, with commas between, or file: and a path",
                        "key " + (keys.size() + 1) + " is not",
                        null);
            }
        }
        return keys;
    }

    private static String content(String setting, String text) {
        try {
            return Files.readString(Path.of(text.substring(FILE.length())));
        } catch (IOException | InvalidPathException e) {
            throw malformed(setting, "must name a file that can be read", "was " + text.strip(), e);
        }
    }

    private static IllegalArgumentException malformed(
            String setting, String rule, String was, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                SettingsReader.PREFIX + setting + " " + rule + ", but " + was, cause);
    }
}
