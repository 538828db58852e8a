package io.hibernateredis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Imports run downwards only: region to store to redis; codec stands alone. */
@AnalyzeClasses(
        packages = "io.hibernateredis",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String REGION = "io.hibernateredis.region..";
    private static final String STORE = "io.hibernateredis.store..";
    private static final String REDIS = "io.hibernateredis.redis..";
    private static final String CODEC = "io.hibernateredis.codec..";

    @ArchTest
    static final ArchRule store_imports_redisOnly =
            noClasses()
                    .that()
                    .resideInAPackage(STORE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(REGION, CODEC)
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule redis_imports_nothingOfOurs =
            noClasses()
                    .that()
                    .resideInAPackage(REDIS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(REGION, STORE, CODEC)
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule codec_imports_nothingOfOurs =
            noClasses()
                    .that()
                    .resideInAPackage(CODEC)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(REGION, STORE, REDIS)
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule jedis_isKnown_toRedisOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(REDIS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("redis.clients..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule hibernate_isKnown_toRegionOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(REGION)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.hibernate..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packages_areFree_ofCycles =
            slices().matching("io.hibernateredis.(**)")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule names_sayWhatAClassIs =
            noClasses()
                    .should()
                    .haveNameMatching(".*(Manager|Helper|Utils?|Impl)$")
                    .allowEmptyShould(true);
}
