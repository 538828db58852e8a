package io.hibernateredis.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The rules that hold in every module, checked on its compiled classes and its sources. Each module
 * has a test that extends this.
 *
 * <p>The public API is pinned: a list of its signatures lies in {@code docs/api/<module>.txt}.
 * After an intended change, {@code mvn test -pl <module> -am -Dapi.update=true -Dtest='*LayoutTest'
 * -Dsurefire.failIfNoSpecifiedTests=false} writes the lists anew, and the difference is part of the
 * review; {@code docs/api.md} says what each type is for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ModuleLayout {

    private static final int MAX_FILE_LINES = 350;
    private static final int MAX_METHOD_LINES = 40;
    private static final int MAX_CYCLE = 3;

    /** A leaf: what applications catch and read, so all packages may import it. */
    private static final String LEAF = "io.hibernateredis";

    private final Path module = Path.of("").toAbsolutePath();
    private final Path compiled = module.resolve("target/classes");
    private final JavaClasses classes = new ClassFileImporter().importPath(compiled);
    private final Set<String> apiPackages;

    /**
     * @param apiPackages what applications may import; none if the module is an application
     */
    protected ModuleLayout(String... apiPackages) {
        this.apiPackages = Set.of(apiPackages);
    }

    @Test
    void packages_areFreeOfCycles() {
        slices().matching("io.hibernateredis.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void classesOfAPackage_formNoLargeCycles() {
        assertThat(ClassCycles.in(classes)).filteredOn(each -> each.size() > MAX_CYCLE).isEmpty();
    }

    /** Only what wires a module at start, in a package named boot, may know its API. */
    @Test
    void api_isNotImported_fromBelow() {
        String[] above =
                apiPackages.stream().filter(name -> !name.equals(LEAF)).toArray(String[]::new);
        if (above.length == 0) {
            return;
        }
        noClasses()
                .that()
                .resideInAPackage("..internal..")
                .and()
                .resideOutsideOfPackage("..internal.boot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above)
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void api_isAsListed() throws IOException {
        if (apiPackages.isEmpty()) {
            return;
        }
        Path list = docs().resolve("api/" + module.getFileName() + ".txt");
        List<String> actual = api().signatures();
        if (Boolean.getBoolean("api.update")) {
            Files.createDirectories(list.getParent());
            Files.write(list, actual);
        }
        assertThat(actual)
                .as("if the change is intended, run with -Dapi.update=true")
                .isEqualTo(Files.readAllLines(list));
    }

    @Test
    void api_isDocumented() throws IOException {
        String table = Files.readString(docs().resolve("api.md"));

        assertThat(api().names()).allMatch(name -> table.contains("| `" + name + "` |"));
    }

    @Test
    void api_exposesNoInternalTypes() {
        assertThat(api().exposed()).isEmpty();
    }

    private PublicApi api() {
        return PublicApi.of(compiled, apiPackages);
    }

    private Path docs() {
        return module.resolveSibling("docs");
    }

    @Test
    void files_areShort() throws IOException {
        assertThat(sources().filesLongerThan(MAX_FILE_LINES)).isEmpty();
    }

    @Test
    void methods_areShort() throws IOException {
        assertThat(sources().methodsLongerThan(MAX_METHOD_LINES)).isEmpty();
    }

    private SourceSizes sources() throws IOException {
        return SourceSizes.of(module.resolve("src/main/java"));
    }
}
