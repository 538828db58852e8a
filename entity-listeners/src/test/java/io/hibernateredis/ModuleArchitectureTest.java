package io.hibernateredis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Imports run downwards: spring to tagged to tags, and these to the region module, which knows none
 * of them.
 */
@AnalyzeClasses(
        packages = "io.hibernateredis",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArchitectureTest {

    private static final String TAGGED = "io.hibernateredis.tagged..";
    private static final String TAGS = "io.hibernateredis.tags..";
    private static final String SPRING = "io.hibernateredis.spring..";

    @ArchTest
    static final ArchRule tags_doNotImport_values =
            noClasses()
                    .that()
                    .resideInAPackage(TAGS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(TAGGED, SPRING);

    @ArchTest
    static final ArchRule regionModule_knowsNone_ofThem =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(TAGGED, TAGS, SPRING)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(TAGGED, TAGS, SPRING);

    @ArchTest
    static final ArchRule jedis_isNotKnown =
            noClasses()
                    .that()
                    .resideInAnyPackage(TAGGED, TAGS, SPRING)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("redis.clients..", "io.hibernateredis.internal.redis..");

    /** It is an optional dependency. */
    @ArchTest
    static final ArchRule spring_isKnown_toItsAdapterOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(SPRING)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.springframework..", SPRING);

    /** What an application could write itself. */
    @ArchTest
    static final ArchRule spring_usesThePublicApi =
            noClasses()
                    .that()
                    .resideInAPackage(SPRING)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.hibernateredis..internal..");

    @ArchTest
    static final ArchRule names_sayWhatAClassIs =
            noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)$");
}
