package io.hibernateredis;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Imports run downwards: what ties Hibernate to the cache, to transaction, store, delivery,
 * protocol, redis and codec. That packages and classes form no cycles, {@link RegionLayoutTest}
 * checks.
 */
@AnalyzeClasses(
        packages = "io.hibernateredis",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String INTERNAL = "io.hibernateredis.internal.";

    @ArchTest static final ArchRule codec_imports_nothingOfOurs = imports("codec");

    @ArchTest static final ArchRule recording_imports_nothingOfOurs = imports("recording");

    @ArchTest
    static final ArchRule redis_imports_codecAndRecording = imports("redis", "codec", "recording");

    @ArchTest static final ArchRule protection_imports_codec = imports("protection", "codec");

    @ArchTest
    static final ArchRule protocol_imports_protectionRedisAndCodec =
            imports("protocol", "protection", "redis", "codec");

    @ArchTest
    static final ArchRule delivery_imports_protocolAndRedis =
            imports("delivery", "protocol", "redis", "recording");

    @ArchTest
    static final ArchRule near_imports_deliveryAndBelow =
            imports("near", "delivery", "protocol", "redis");

    @ArchTest
    static final ArchRule outbox_imports_deliveryAndBelow =
            imports("outbox", "delivery", "protocol", "redis");

    @ArchTest
    static final ArchRule store_imports_nearAndBelow =
            imports(
                    "store",
                    "near",
                    "outbox",
                    "delivery",
                    "protocol",
                    "redis",
                    "recording",
                    "codec");

    @ArchTest
    static final ArchRule transaction_imports_storeAndBelow =
            imports("transaction", "store", "delivery", "protocol", "redis");

    @ArchTest
    static final ArchRule jedis_isKnown_toRedisOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + "redis")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("redis.clients..");

    /** The protocol is usable without it. */
    @ArchTest
    static final ArchRule hibernate_isUnknown_fromTransactionDownwards =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            packages(
                                    "codec",
                                    "recording",
                                    "protection",
                                    "redis",
                                    "protocol",
                                    "delivery",
                                    "near",
                                    "outbox",
                                    "store"))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.hibernate..");

    /** A JVM may lack it. */
    @ArchTest
    static final ArchRule flightRecorder_isKnown_toRecordingOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + "recording")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jdk.jfr..");

    @ArchTest
    static final ArchRule names_sayWhatAClassIs =
            noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)$");

    /** Every package may import itself, and the leaf that applications read and catch. */
    private static ArchRule imports(String name, String... below) {
        String[] allowed =
                Stream.concat(
                                Stream.of("io.hibernateredis"),
                                Stream.of(packages(name), packages(below)).flatMap(Arrays::stream))
                        .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(INTERNAL + name)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(allowed)
                                .or(not(resideInAPackage("io.hibernateredis.."))));
    }

    private static String[] packages(String... names) {
        return Arrays.stream(names).map(name -> INTERNAL + name).toArray(String[]::new);
    }
}
