package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.library.LibraryApplication;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.spring.boot.internal.hints.CacheHints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.mock.env.MockEnvironment;

/** What is prepared before an application runs. */
class AotIT {

    @Test
    void application_isProcessedAheadOfTime() {
        var files = new InMemoryGeneratedFiles();
        var generation =
                new DefaultGenerationContext(
                        new ClassNameGenerator(ClassName.get(LibraryApplication.class)), files);
        try (var context = new AnnotationConfigApplicationContext()) {
            context.setEnvironment(
                    new MockEnvironment()
                            .withProperty("spring.datasource.url", "jdbc:h2:mem:aot")
                            .withProperty("hibernate-redis.uri", "redis://localhost:1"));
            context.register(LibraryApplication.class);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            generation.writeGeneratedContent();
        }
        assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet())
                .anyMatch(name -> name.contains("HibernateRedisAutoConfiguration__"));
    }

    @Test
    void scriptsServicesAndTheFactory_areHinted() throws Exception {
        var hints = new RuntimeHints();
        new CacheHints().registerHints(hints, null);
        Path resources = Path.of("../hibernate-redis-region/src/main/resources");
        try (var all = Files.walk(resources)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            assertThat(files)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(
                            file ->
                                    assertThat(hints)
                                            .matches(
                                                    RuntimeHintsPredicates.resource()
                                                            .forResource(
                                                                    resources
                                                                            .relativize(file)
                                                                            .toString())));
        }
        assertThat(
                        RuntimeHintsPredicates.reflection()
                                .onType(RedisRegionFactory.class)
                                .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                .accepts(hints);
    }
}
