package io.hibernateredis;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.log.Once;
import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.internal.query.ResultColumns;
import io.hibernateredis.internal.query.SeenQueries;
import io.hibernateredis.internal.query.SeenQuery;
import io.hibernateredis.internal.rows.MappedRows;
import io.hibernateredis.internal.rows.RowGroups;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.internal.settings.QuerySettings;
import io.hibernateredis.internal.sql.SqlFunctions;
import io.hibernateredis.internal.statements.OperationScopeExecutor;
import io.hibernateredis.internal.statements.SelectExtension;
import io.hibernateredis.region.RedisRegionFactory;

/**
 * Imports run downwards: query to what the region module makes for modules, and to what lies below
 * the session in it.
 */
@AnalyzeClasses(
        packages = "io.hibernateredis",
        importOptions = ImportOption.DoNotIncludeTests.class)
class QueryArchitectureTest {

    private static final String QUERY = "io.hibernateredis.query..";

    /** What ties the region to Hibernate lies above these. */
    private static final String[] BELOW = {
        "io.hibernateredis.internal.codec",
        "io.hibernateredis.internal.protocol",
        "io.hibernateredis.internal.store",
        "io.hibernateredis.internal.transaction"
    };

    @ArchTest
    static final ArchRule query_imports_whatIsMadeForModules =
            noClasses()
                    .that()
                    .resideInAPackage(QUERY)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.hibernateredis.region..")
                                    .or(resideInAPackage("io.hibernateredis.internal.."))
                                    .and(not(resideInAnyPackage(BELOW)))
                                    .and(
                                            not(
                                                    belongToAnyOf(
                                                            CacheSettings.class,
                                                            MappedRows.class,
                                                            Once.class,
                                                            OperationScopeExecutor.class,
                                                            QueryResults.class,
                                                            QuerySettings.class,
                                                            RedisRegionFactory.class,
                                                            ResultColumns.class,
                                                            RowGroups.class,
                                                            SeenQueries.class,
                                                            SeenQuery.class,
                                                            SelectExtension.class,
                                                            SessionFactoryCache.class,
                                                            SessionWork.class,
                                                            SqlFunctions.class))));

    @ArchTest
    static final ArchRule redis_isNotKnown =
            noClasses()
                    .that()
                    .resideInAPackage(QUERY)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("redis.clients..", "io.hibernateredis.internal.redis..");

    @ArchTest
    static final ArchRule regionModule_doesNotKnow_query =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(QUERY)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(QUERY);

    @ArchTest
    static final ArchRule names_sayWhatAClassIs =
            noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)$");
}
