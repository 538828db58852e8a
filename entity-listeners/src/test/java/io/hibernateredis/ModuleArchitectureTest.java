package io.hibernateredis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Imports run downwards: tagged to listener, and both to the region module, which knows neither.
 */
@AnalyzeClasses(
        packages = "io.hibernateredis",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArchitectureTest {

    private static final String TAGGED = "io.hibernateredis.tagged..";
    private static final String LISTENER = "io.hibernateredis.listener..";

    @ArchTest
    static final ArchRule listener_doesNotImport_tagged =
            noClasses()
                    .that()
                    .resideInAPackage(LISTENER)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(TAGGED);

    @ArchTest
    static final ArchRule regionModule_knows_neither =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(TAGGED, LISTENER)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(TAGGED, LISTENER);

    @ArchTest
    static final ArchRule jedis_isNotKnown =
            noClasses()
                    .that()
                    .resideInAnyPackage(TAGGED, LISTENER)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("redis.clients..", "io.hibernateredis.redis..");

    /** It is optional. */
    @ArchTest
    static final ArchRule spring_isKnown_toItsAdapterOnly =
            noClasses()
                    .that()
                    .haveSimpleNameNotStartingWith("Spring")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule names_sayWhatAClassIs =
            noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)$");
}
