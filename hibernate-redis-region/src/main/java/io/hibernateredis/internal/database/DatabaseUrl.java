package io.hibernateredis.internal.database;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a JDBC URL says of where a database is, without what differs between those who connect to
 * the same one: user, password, and everything that tunes the connection. Immutable.
 *
 * @param place where its data are
 * @param location a server's address, or a file, as far as the URL tells
 */
record DatabaseUrl(Place place, String location) {

    enum Place {
        /** Behind an address. */
        SERVER,
        /** In a file that this JVM has opened. */
        FILE,
        /** In the memory of this JVM, and shared by all connections of one name. */
        MEMORY,
        /** In the memory of this JVM, and each connection's own. */
        CONNECTION
    }

    private static final List<String> EMBEDDED =
            List.of("h2:", "hsqldb:", "derby:", "sqlite:", "duckdb:");
    private static final Pattern FAR = Pattern.compile("h2:(tcp|ssl):.*|hsqldb:(hsql|http).*");
    private static final Pattern NAMED_MEMORY =
            Pattern.compile("h2:mem:[^;]+.*|hsqldb:(mem:|\\.).*|derby:memory:.*");
    private static final Pattern FILE_PREFIX =
            Pattern.compile(
                    "(h2|hsqldb|derby|sqlite|duckdb):"
                            + "((file|nio|nioMapped|async|nioMemFS|split|zip|res|directory):)*");
    private static final Pattern USER = Pattern.compile("//[^/@]*@");
    private static final Pattern ORACLE_USER = Pattern.compile(":[^:/@]+/[^@]*@");
    private static final Pattern CREDENTIALS =
            Pattern.compile("\\((user|username|password)=[^)]*\\)", Pattern.CASE_INSENSITIVE);

    static DatabaseUrl of(String url) {
        String rest = url.replaceFirst("^(?i)jdbc:", "");
        if (EMBEDDED.stream().noneMatch(rest::startsWith) || isFar(rest)) {
            return new DatabaseUrl(Place.SERVER, address(rest));
        }
        if (NAMED_MEMORY.matcher(rest).matches()) {
            return new DatabaseUrl(Place.MEMORY, withoutParameters(rest));
        }
        if (rest.startsWith("sqlite:") && rest.contains("mode=memory")) {
            return rest.contains("cache=shared")
                    ? new DatabaseUrl(Place.MEMORY, withoutParameters(rest))
                    : new DatabaseUrl(Place.CONNECTION, "");
        }
        String path = FILE_PREFIX.matcher(withoutParameters(rest)).replaceFirst("");
        boolean unnamed = path.isEmpty() || path.equals(":memory:") || path.equals("mem:");
        return unnamed ? new DatabaseUrl(Place.CONNECTION, "") : new DatabaseUrl(Place.FILE, path);
    }

    private static boolean isFar(String url) {
        return FAR.matcher(url).matches() || url.startsWith("derby://");
    }

    /** Names of hosts do not tell large letters from small ones; names of databases come apart. */
    private static String address(String url) {
        String plain = CREDENTIALS.matcher(url).replaceAll("");
        plain = USER.matcher(plain).replaceFirst("//");
        plain = ORACLE_USER.matcher(plain).replaceFirst(":@");
        return withoutParameters(plain).toLowerCase(Locale.ROOT);
    }

    private static String withoutParameters(String url) {
        return url.replaceFirst("[;?].*|:(user|password)=.*", "");
    }
}
