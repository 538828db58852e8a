package io.hibernateredis.internal.database;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The location of a database according to its JDBC URL, without the parts that differ between
 * clients of the same database: user, password, and connection options. Immutable.
 *
 * @param place where its data are stored
 * @param location the server's address, or the file, as far as the URL contains it
 */
record DatabaseUrl(Place place, String location) {

    enum Place {
        /** On a server. */
        SERVER,
        /** In a file opened by this JVM. */
        FILE,
        /** In the memory of this JVM, shared by all connections with the same name. */
        MEMORY,
        /** In the memory of this JVM, private to each connection. */
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

    /** Host names are case-insensitive; the names of databases are compared as they are. */
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
