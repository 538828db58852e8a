package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.example.library.Book;
import io.hibernateredis.testing.RedisServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/**
 * The page in Chromium. Skipped where {@code chromium} and {@code chromedriver} are not installed,
 * which {@code .ci/run} does.
 *
 * <p>{@code -Dpage.picture=true} makes the picture in the manual anew.
 */
class PageIT {

    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final boolean PICTURE = Boolean.getBoolean("page.picture");
    private static final String BOOK = Book.class.getName();

    private static RedisServer redis;
    private static Library library;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() {
        boolean installed = Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
        if (!installed) {
            System.err.println("PageIT is SKIPPED: " + BROWSER + " or " + DRIVER + " is missing");
        }
        assumeThat(installed).as("Chromium and its driver are installed").isTrue();
        redis = RedisServer.start();
        library =
                Library.startWeb(
                        "hibernate-redis.uri=" + redis.uri(),
                        "hibernate-redis.namespace=library",
                        "hibernate-redis.admin.show-values=true",
                        "hibernate-redis.admin.hot-keys=true",
                        "hibernate-redis.page.enabled=true",
                        "hibernate-redis.page.read-only=false",
                        "hibernate-redis.page.sample-every=200ms",
                        "spring.jpa.properties.hibernate.generate_statistics=true");
        browser = new ChromeDriver(service(), options());
    }

    private static ChromeDriverService service() {
        return new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
    }

    private static ChromeOptions options() {
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        options.setCapability("goog:loggingPrefs", logs);
        return options;
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (library != null) {
            library.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @BeforeEach
    void open() {
        size(1280, 1000, "light");
        browser.get(library.url("/hibernate-redis/"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !browser.findElements(By.cssSelector("#region-rows tr")).isEmpty());
    }

    @AfterEach
    void console_isClean() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                // Chromium logs each answer that refuses, and some tests ask for one.
                .filteredOn(entry -> !entry.getMessage().contains("with a status of 400"))
                .isEmpty();
    }

    private static void size(int width, int height, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        height,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width < 600));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private static String text(String id) {
        return browser.findElement(By.id(id)).getText();
    }

    private static void awaitText(String id, String expected) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(text(id)).contains(expected));
    }

    /** Reads as an application does: some books often, others now and then. */
    private static void load(int rounds) {
        for (int i = 0; i < rounds; i++) {
            library.books().findById((long) (i % 20) + 1);
            library.books().findByTitle("Title " + i % 4);
        }
    }

    private static void books(int count) {
        for (long id = 1; id <= count; id++) {
            library.books().save(new Book(id, "Title " + id));
        }
    }

    private static int percent(String text) {
        return text.contains("%") ? (int) Double.parseDouble(text.split(" ")[0]) : -1;
    }

    @Test
    void hitRatio_underLoad_rises() {
        books(20);
        load(40);
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            for (long id = 1000; id < 1100; id++) {
                                assertThat(library.books().findById(id)).isEmpty();
                            }
                            return percent(text("t-ratio")) >= 0 && percent(text("t-ratio")) < 80;
                        });
        int before = percent(text("t-ratio"));
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            load(100);
                            return percent(text("t-ratio")) > before + 2;
                        });
        assertThat(text("state")).isEqualTo("Redis is in use");
        assertThat(text("where")).startsWith("library");
        assertThat(browser.findElement(By.cssSelector("#c-ratio svg")).getAttribute("aria-label"))
                .startsWith("Hit ratio: ")
                .contains("at last");
        assertThat(browser.findElements(By.cssSelector("#c-ratio .series"))).hasSize(1);
    }

    @Test
    void region_isCleared_afterAQuestion() {
        books(1);
        load(2);
        assertThat(library.hasCached(1)).isTrue();
        WebElement clear =
                browser.findElement(
                        By.cssSelector("button[aria-label='Clear region " + BOOK + "']"));
        clear.sendKeys(Keys.ENTER);
        awaitText("confirm-text", BOOK);
        browser.findElement(By.cssSelector("#confirm button[value=no]")).click();
        assertThat(library.hasCached(1)).isTrue();
        clear.sendKeys(Keys.ENTER);
        browser.findElement(By.id("confirm-yes")).click();
        awaitText("message", "Cleared region " + BOOK);
        assertThat(library.hasCached(1)).isFalse();
        awaitText("invalidation-rows", "cleared");
    }

    @Test
    void entity_isClearedById_andAWrongOneIsExplained() {
        books(1);
        load(2);
        clearEntity("one");
        awaitText("message", "id must be a Long");
        assertThat(library.hasCached(1)).isTrue();
        clearEntity("1");
        awaitText("message", "Cleared entity " + BOOK + " 1");
        assertThat(library.hasCached(1)).isFalse();
    }

    private static void clearEntity(String id) {
        type("entity-name", "Book");
        type("entity-id", id);
        browser.findElement(By.cssSelector("#clear-entity button")).click();
        browser.findElement(By.id("confirm-yes")).click();
    }

    private static void type(String id, String text) {
        WebElement field = browser.findElement(By.id(id));
        field.clear();
        field.sendKeys(text);
    }

    @Test
    void key_isFoundAndShown() {
        books(3);
        load(10);
        find("*Book#1");
        key("Book#1").click();
        awaitText("entry", "Title 1");
        assertThat(text("entry")).contains("Valid\nyes", "Holds\n" + BOOK);
        find("[a");
        awaitText("message", "pattern must close each [");
    }

    private static void find(String pattern) {
        type("pattern", pattern);
        browser.findElement(By.cssSelector("#key-form button")).click();
    }

    private static WebElement key(String end) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                browser.findElements(By.cssSelector("#key-rows button")).stream()
                                        .filter(each -> each.getText().endsWith(end))
                                        .findFirst()
                                        .orElse(null),
                        java.util.Objects::nonNull);
    }

    /** Whoever can write to Redis does not write the page. */
    @Test
    void key_thatLooksLikeMarkup_isText() {
        String title = browser.getTitle();
        String name = "x#<script>document.title='gone'</script><img src=x onerror=alert(1)>";
        String namespace = text("where").split(" at ")[0];
        try (Jedis jedis = new Jedis(redis.uri())) {
            jedis.set(
                    "{" + namespace + ":0}e:" + name, "<b>bold</b>", SetParams.setParams().ex(60));
        }
        find("x#*");
        key("onerror=alert(1)>").click();
        awaitText("entry", name);
        assertThat(browser.findElements(By.cssSelector("main script, main img, main b"))).isEmpty();
        assertThat(browser.getTitle()).isEqualTo(title);
    }

    @Test
    void query_isExplained() {
        load(8);
        WebElement query =
                await().atMost(Duration.ofSeconds(20))
                        .until(
                                () ->
                                        browser
                                                .findElements(By.cssSelector("#query-rows details"))
                                                .stream()
                                                .findFirst()
                                                .orElse(null),
                                java.util.Objects::nonNull);
        query.findElement(By.tagName("summary")).sendKeys(Keys.ENTER);
        assertThat(query.getText()).contains("Depends on all rows of book: ", "Region", "misses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void page_onAPhone_isAsWideAsThePhone(String scheme) throws IOException {
        books(20);
        load(60);
        size(390, 844, scheme);
        browser.navigate().refresh();
        find("*");
        key("Book#1").click();
        awaitText("entry", "Title 1");
        Number width =
                (Number) browser.executeScript("return document.documentElement.scrollWidth");
        assertThat(width.intValue()).isEqualTo(390);
        @SuppressWarnings("unchecked")
        var beyond =
                (List<String>)
                        browser.executeScript(
                                """
                                return [...document.querySelectorAll('main *')]
                                    .filter(e => e.getBoundingClientRect().right > 391)
                                    .map(e => e.outerHTML.substring(0, 80));
                                """);
        assertThat(beyond).isEmpty();
        shot("phone-" + scheme, 390);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void page_isReadable(String scheme) throws IOException {
        books(20);
        browser.findElement(By.id("measure")).click();
        long end = System.nanoTime() + Duration.ofSeconds(PICTURE ? 75 : 3).toNanos();
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            load(25);
            if (i % 3 == 0) {
                library.books().save(new Book(1L + i % 20, "Title " + i % 7));
            }
        }
        size(1280, 1000, scheme);
        find("*Book#1*");
        key("Book#1").click();
        awaitText("entry", "Valid");
        browser.findElement(By.id("measure")).click();
        awaitText("sizes-note", "All keys were counted");
        assertThat(unreadable()).isEmpty();
        shot("page-" + scheme, 1280);
    }

    /** Texts whose contrast with their ground is below 4.5, and fields without a label. */
    @SuppressWarnings("unchecked")
    private static List<String> unreadable() {
        return (List<String>)
                browser.executeScript(
                        """
                        const rgb = c => (c.match(/[\\d.]+/g) || []).map(Number);
                        const lum = c => rgb(c).slice(0, 3).map(v => v / 255)
                            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                            .reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
                        const ground = e => {
                          for (; e; e = e.parentElement) {
                            const c = getComputedStyle(e).backgroundColor;
                            if (rgb(c).length === 3 || rgb(c)[3] === 1) return c;
                          }
                          return 'rgb(255,255,255)';
                        };
                        const bad = [...document.querySelectorAll('body *')]
                            .filter(e => e.offsetParent
                                && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                            .filter(e => {
                              const [a, b] = [lum(getComputedStyle(e).color), lum(ground(e))];
                              return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
                            }).map(e => e.textContent.trim());
                        const mute = [...document.querySelectorAll('input, select')]
                            .filter(e => !e.labels.length).map(e => e.id);
                        return bad.concat(mute);
                        """);
    }

    private static void shot(String name, int width) throws IOException {
        Number height =
                (Number) browser.executeScript("return document.documentElement.scrollHeight");
        String scheme = name.endsWith("dark") ? "dark" : "light";
        boolean forManual = PICTURE && name.equals("page-light");
        size(width, forManual ? 1020 : height.intValue(), scheme);
        browser.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        browser.executeScript("window.scrollTo(0, 0)");
        browser.executeAsyncScript(
                "const done = arguments[0];"
                        + "requestAnimationFrame(() => requestAnimationFrame(() => done()))");
        File file = browser.getScreenshotAs(OutputType.FILE);
        Path target = Path.of("target", name + ".png");
        Files.deleteIfExists(target);
        Files.copy(file.toPath(), target);
        if (forManual) {
            Path manual = Path.of("../docs/images/page.png");
            Files.createDirectories(manual.getParent());
            Files.deleteIfExists(manual);
            Files.copy(file.toPath(), manual);
        }
    }
}
