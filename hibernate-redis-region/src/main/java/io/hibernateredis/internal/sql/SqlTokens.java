package io.hibernateredis.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The tokens of a fragment of SQL, without its comments and placeholders. */
public final class SqlTokens {

    private static final Pattern TOKEN =
            Pattern.compile(
                    "--[^\\n]*|/\\*(?s:.*?)\\*/|\\{[^}]*\\}"
                            + "|(?<token>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`"
                            + "|[\\p{L}_][\\p{L}\\p{N}_$#@]*|\\p{N}[\\p{L}\\p{N}_.]*|\\S)");

    private static final String QUOTES = "\"`";

    private SqlTokens() {}

    /** The tokens in order. */
    public static List<String> of(String sql) {
        List<String> tokens = new ArrayList<>();
        var matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            String token = matcher.group("token");
            if (token != null) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    /** Whether a token may be a name: a word, quoted or not. */
    public static boolean isName(String token) {
        return isQuoted(token) || Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
    }

    static boolean isQuoted(String token) {
        return QUOTES.indexOf(token.charAt(0)) >= 0 && token.length() > 1;
    }

    /** The form in which names are compared: without quotes, in lower case. */
    public static String plain(String token) {
        String name = isQuoted(token) ? token.substring(1, token.length() - 1) : token;
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * The last part of a name that may be qualified by a schema, in the form in which names are
     * compared.
     */
    public static String lastName(String sql) {
        String last = "";
        for (String token : of(sql)) {
            last = isName(token) ? plain(token) : last;
        }
        return last;
    }
}
