package io.hibernateredis.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.OwnClient;
import com.example.shop.Product;
import io.hibernateredis.Counters;
import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.region.Documents.Block;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** What the documentation shows is run, and what it names is there. */
class DocumentationIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension final Cluster shop = new Cluster(REDIS, Product.class);
    @RegisterExtension final Cluster board = new Cluster(REDIS, Board.ENTITIES);

    @TempDir Path directory;

    @Test
    void blocks_areOfLanguagesThatAreTried() {
        assertThat(Documents.blocks())
                .extracting(Block::language)
                .isSubsetOf("java", "xml", "properties", "sh", "sql", "redis", "text", "mermaid");
    }

    @Test
    void java_isThatOfACompiledSource() {
        assertThat(Documents.blocks("java"))
                .extracting(Block::text)
                .containsExactlyInAnyOrderElementsOf(Documents.compiledExamples());
    }

    @Test
    void properties_configureASessionFactoryThatCaches() throws IOException {
        List<Block> blocks = Documents.blocks("properties");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3);
        for (Block block : blocks) {
            var properties = new Properties();
            properties.load(new StringReader(block.text()));
            Map<String, Object> settings = new HashMap<>();
            properties.forEach(
                    (name, value) ->
                            settings.put(
                                    name.toString()
                                            .replaceFirst("^spring\\.jpa\\.properties\\.", ""),
                                    value));
            CacheSettings.from(settings);
            settings.put("hibernate.cache.redis.uri", REDIS.uri().toString());
            settings.put("hibernate.hbm2ddl.auto", "create");
            assertCaches(shop.join(settings), block.toString());
        }
    }

    @Test
    void persistenceUnit_bootsAndCaches() {
        try (var factory =
                withUnit(
                        persistenceXml(),
                        () -> Persistence.createEntityManagerFactory("shop", local()))) {
            assertCaches(factory.unwrap(SessionFactory.class), "persistence.xml");
        }
    }

    @Test
    void clientOfTheApplication_isUsed() {
        try (var client =
                RedisClient.builder().hostAndPort("127.0.0.1", REDIS.server().port()).build()) {
            String unit = persistenceXml().replace("localhost:6379", "localhost:1");
            String more =
                    "<property name='jakarta.persistence.jdbc.url' value='jdbc:h2:mem:client'/>"
                            + "<property name='hibernate.hbm2ddl.auto' value='create-drop'/>";
            try (var factory =
                    withUnit(
                            unit.replace("</properties>", more + "</properties>"),
                            () -> OwnClient.boot(client))) {
                assertCaches(factory.unwrap(SessionFactory.class), "own client");
            }
            assertThat(client.ping()).as("the application's client is left open").isEqualTo("PONG");
        }
    }

    @Test
    void dependencyAndVersions_areThoseOfTheBuild() {
        String build = Documents.read(Documents.ROOT.resolve("pom.xml"));
        List<String> modules =
                Stream.of(
                                "hibernate-redis-region",
                                "query-cache",
                                "entity-listeners",
                                "change-capture",
                                "spring-boot-starter")
                        .map(module -> Documents.read(Documents.ROOT.resolve(module + "/pom.xml")))
                        .toList();
        for (Block block : Documents.blocks("xml")) {
            if (block.text().startsWith("<dependency>")) {
                assertThat(modules)
                        .anySatisfy(
                                module ->
                                        assertThat(module)
                                                .contains(
                                                        block.text()
                                                                .lines()
                                                                .filter(
                                                                        line ->
                                                                                line.startsWith(
                                                                                        "  "))
                                                                .map(String::strip)
                                                                .toList()));
            } else if (block.text().startsWith("<properties>")) {
                block.text()
                        .lines()
                        .filter(line -> line.startsWith("  "))
                        .forEach(line -> assertThat(build).contains(line.strip()));
            } else {
                assertThat(block.text()).startsWith("<persistence");
            }
        }
    }

    @Test
    void commands_areThere() {
        for (Block block : Documents.blocks("sh")) {
            block.text()
                    .lines()
                    .forEach(
                            line ->
                                    assertThat(Documents.ROOT.resolve(line.split(" ")[0]))
                                            .isExecutable());
        }
    }

    @Test
    void user_withTheDocumentedRightsAlone_canDoEverything() {
        String[] rule = rule();
        assertThat(commandsAllowed(rule)).isEqualTo(commandsNeeded());
        REDIS.admin().sendCommand(Protocol.Command.ACL, Arrays.copyOfRange(rule, 1, rule.length));
        REDIS.admin().aclLogReset();

        String uri = "redis://shop:secret@127.0.0.1:" + REDIS.server().port();
        SessionFactory limited =
                board.join(
                        Map.of(
                                "hibernate.cache.redis.uri",
                                uri,
                                "hibernate.cache.redis.database",
                                "auto",
                                "hibernate.cache.redis.heartbeat",
                                "50ms",
                                "hibernate.cache.redis.near",
                                "lease",
                                "hibernate.cache.redis.index.recent",
                                1000));
        for (int batch = 0; batch < 3; batch++) {
            long first = 500 * batch + 1;
            Cluster.inTransaction(
                    limited,
                    session -> {
                        for (long id = first; id < first + 500; id++) {
                            session.persist(new Board.Task(id, "task", null));
                        }
                    });
        }
        assertThat(Cluster.statements(limited, () -> findTasks(limited))).isZero();
        limited.getCache().evictAllRegions();
        REDIS.admin().scriptFlush();
        findTasks(limited);
        String namespace = Cluster.cache(limited).store().settings().namespace();
        assertThat(namespace).matches("hr@.{8}");
        Awaitility.await().until(() -> REDIS.admin().zcard("{" + namespace + ":0}d") <= 1000);

        assertThat(Cluster.regionFactory(limited).isReadable()).isTrue();
        assertThat(REDIS.admin().clientList()).contains("name=hibernate-redis");
        // Redis before 7 names no subcommands; that of CLIENT SETINFO is all that is refused.
        assertThat(REDIS.admin().aclLog())
                .filteredOn(
                        entry -> !List.of("client", "client|setinfo").contains(entry.getObject()))
                .isEmpty();
    }

    private static void findTasks(SessionFactory factory) {
        Cluster.inTransaction(
                factory,
                session ->
                        assertThat(session.findMultiple(Board.Task.class, List.of(1L, 2L)))
                                .hasSize(2)
                                .doesNotContainNull());
    }

    private static String[] rule() {
        List<Block> blocks = Documents.blocks("redis");
        assertThat(blocks).hasSize(1);
        return blocks.get(0).text().strip().split(" ");
    }

    private static Set<String> commandsAllowed(String[] rule) {
        return Stream.of(rule)
                .filter(word -> word.startsWith("+"))
                .map(word -> word.substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of the scripts, of reads, and of the handshake. */
    private static Set<String> commandsNeeded() {
        Set<String> needed =
                new TreeSet<>(Set.of("evalsha", "eval", "get", "mget", "zmscore", "subscribe"));
        needed.addAll(Set.of("info", "script|load", "client|setname"));
        var call = Pattern.compile("redis\\.p?call\\('(\\w+)'");
        Path scripts = Documents.ROOT.resolve("hibernate-redis-region/src/main/resources");
        for (Path script : Documents.below(scripts, ".lua")) {
            call.matcher(Documents.read(script))
                    .results()
                    .forEach(found -> needed.add(found.group(1).toLowerCase(Locale.ROOT)));
        }
        return needed;
    }

    @Test
    void protocol_namesEveryScriptAndKey() {
        String protocol = Documents.read(Documents.ROOT.resolve("docs/protocol.md"));
        Path scripts = Documents.ROOT.resolve("hibernate-redis-region/src/main/resources");
        for (Path script : Documents.below(scripts, ".lua")) {
            assertThat(protocol).contains("`" + script.getFileName() + "`");
        }
        assertCaches(shop.join(), "one of each key");
        assertThat(REDIS.admin().keys("*"))
                .contains("{hr:0}i", "{hr:0}d", "{hr:0}f", "{hr:0}b")
                .contains("{hr:0}e:com.example.shop.Product#1")
                .allSatisfy(
                        key ->
                                assertThat(protocol)
                                        .contains(key.replace("hr", "ns").substring(0, 7)));
        assertThat(REDIS.admin().zrange("{hr:0}i", 0, -1))
                .contains("~", "=", "@", "!", "r:com.example.shop.Product", "t:Product");
        assertThat(REDIS.admin().zrange("{hr:0}d", 0, -1))
                .contains("=", "e:com.example.shop.Product#1");
    }

    @Test
    void tests_thatAreNamed_exist() {
        Set<String> tests =
                Documents.below(Documents.ROOT, ".java").stream()
                        .map(file -> file.getFileName().toString().replace(".java", ""))
                        .collect(Collectors.toSet());
        var name = Pattern.compile("`([A-Z]\\w*[a-z](?:IT|Test))`");
        for (Path file : Documents.files()) {
            name.matcher(Documents.read(file))
                    .results()
                    .forEach(
                            found ->
                                    assertThat(tests).as(file.toString()).contains(found.group(1)));
        }
    }

    @Test
    void links_leadSomewhere() {
        var link = Pattern.compile("]\\(([^)#:]*)(?:#([^)]*))?\\)");
        for (Path file : Documents.files()) {
            link.matcher(Documents.read(file))
                    .results()
                    .forEach(
                            found -> {
                                Path target =
                                        found.group(1).isEmpty()
                                                ? file
                                                : file.resolveSibling(found.group(1)).normalize();
                                assertThat(target).exists();
                                if (found.group(2) != null) {
                                    assertThat(Documents.anchors(target))
                                            .as("%s: %s", file, found.group())
                                            .contains(found.group(2));
                                }
                            });
        }
    }

    @Test
    void counters_areDocumented() {
        String operations = Documents.read(Documents.ROOT.resolve("docs/operations.md"));
        for (Counters.Event event : Counters.Event.values()) {
            assertThat(operations).contains("`" + event + "`");
        }
    }

    @Test
    void warningsAndErrors_thatAreLogged_areInTheTroubleshooting() {
        var logged =
                Pattern.compile(
                        "(?:LOG\\.(?:warn|error)|LOG\\.atLevel\\([^;]*WARN\\)\\s*\\.log)"
                                + "\\(\\s*\"([^\"]+)\"");
        String troubleshooting = Documents.read(Documents.ROOT.resolve("docs/troubleshooting.md"));
        int messages = 0;
        for (Path log : sources("Log.java")) {
            for (var message : logged.matcher(Documents.texts(log)).results().toList()) {
                String part = characteristic(message.group(1).split("\\{}"));
                assertThat(troubleshooting.contains(part)).as(part).isTrue();
                messages++;
            }
        }
        assertThat(messages).isGreaterThan(10);
    }

    /** What is quoted in the first column of a table of messages; an ellipsis stands for values. */
    @Test
    void messages_thatAreDocumented_areThoseOfTheCode() {
        String sources =
                sources(".java").stream().map(Documents::texts).collect(Collectors.joining());
        var quoted = Pattern.compile("`([^`]+)`");
        int messages = 0;
        for (String document : List.of("docs/troubleshooting.md", "docs/operations.md")) {
            String text = Documents.read(Documents.ROOT.resolve(document));
            for (String table : text.split("\\n\\n")) {
                if (!table.startsWith("| message |") && !table.startsWith("| reason |")) {
                    continue;
                }
                for (String row : table.lines().skip(2).toList()) {
                    for (var found : quoted.matcher(row.split(" \\| ")[0]).results().toList()) {
                        for (String part : found.group(1).split("…|\\.$")) {
                            assertThat(sources.contains(part.strip())).as(part).isTrue();
                        }
                        messages++;
                    }
                }
            }
        }
        assertThat(messages).isGreaterThan(30);
    }

    /** The first part of a message, between its values, that is long enough to be recognized. */
    private static String characteristic(String... parts) {
        return Stream.of(parts)
                .map(String::strip)
                .filter(part -> part.length() >= 12)
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> sources(String ending) {
        return Documents.below(Documents.ROOT, ending).stream()
                .filter(file -> file.toString().contains("/src/main/java/"))
                .toList();
    }

    private static void assertCaches(SessionFactory factory, String which) {
        factory.getCache().evictAllRegions();
        Cluster.inTransaction(
                factory, session -> session.persist(new Product(1L, "Coffee grinder")));
        assertThat(factory.getCache().contains(Product.class, 1L)).as(which).isTrue();
        Cluster.inTransaction(
                factory,
                session -> assertThat(session.find(Product.class, 1L).name()).startsWith("Coffee"));
        factory.getCache().evictAllRegions();
        assertThat(factory.getCache().contains(Product.class, 1L)).as(which).isFalse();
        Cluster.inTransaction(factory, session -> session.find(Product.class, 1L));
    }

    private Map<String, Object> local() {
        return Map.of(
                "jakarta.persistence.jdbc.url", "jdbc:h2:mem:documentation",
                "hibernate.hbm2ddl.auto", "create-drop",
                "hibernate.cache.redis.uri", REDIS.uri().toString());
    }

    private static String persistenceXml() {
        List<Block> units =
                Documents.blocks("xml").stream()
                        .filter(block -> block.text().startsWith("<persistence"))
                        .toList();
        assertThat(units).hasSize(1);
        return units.get(0).text();
    }

    /** Boots with a persistence.xml on the class path. */
    private EntityManagerFactory withUnit(String xml, Supplier<EntityManagerFactory> boot) {
        var thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            Path target = Files.createDirectories(directory.resolve("META-INF"));
            Files.writeString(target.resolve("persistence.xml"), xml);
            var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before);
            thread.setContextClassLoader(loader);
            return boot.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
