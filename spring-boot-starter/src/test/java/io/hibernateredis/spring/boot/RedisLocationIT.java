package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.library.LibraryApplication;
import io.hibernateredis.CredentialsProvider;
import io.hibernateredis.EncryptionKeys;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.testing.RedisExtension;
import io.hibernateredis.testing.SentinelServers;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** Where the cache finds Redis. */
class RedisLocationIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    private static final String NOWHERE = "redis://localhost:1";

    private static int port() {
        return REDIS.server().port();
    }

    private static void assertCaches(String... properties) {
        try (var library = Library.start(properties)) {
            assertThat(library.hitsOfABook()).isEqualTo(3);
        }
    }

    @Test
    void url_ofSpringData_isUsed() {
        assertCaches("spring.data.redis.url=" + REDIS.uri());
    }

    @Test
    void hostPortUserPasswordAndDatabase_ofSpringData_areUsed() {
        REDIS.admin()
                .sendCommand(
                        Protocol.Command.ACL,
                        "SETUSER",
                        "shop",
                        "on",
                        ">p@ss /wörd+:",
                        "~*",
                        "+@all",
                        "&*");
        try (var library =
                Library.start(
                        "spring.data.redis.host=127.0.0.1",
                        "spring.data.redis.port=" + port(),
                        "spring.data.redis.username=shop",
                        "spring.data.redis.password=p@ss /wörd+:",
                        "spring.data.redis.database=3",
                        "spring.data.redis.timeout=2500ms",
                        "spring.data.redis.connect-timeout=1500ms")) {
            assertThat(library.hitsOfABook()).isEqualTo(3);
            assertThat(REDIS.admin().clientList()).contains("db=3").contains("user=shop");
            assertThat(library.setting("hibernate.cache.redis.read_timeout")).hasToString("PT2.5S");
            assertThat(library.setting("hibernate.cache.redis.connect_timeout"))
                    .hasToString("PT1.5S");
        }
    }

    @Test
    void uriOfTheCache_winsOverSpringData() {
        assertCaches("spring.data.redis.url=" + NOWHERE, "hibernate-redis.uri=" + REDIS.uri());
    }

    @Test
    void sentinels_ofSpringData_areAsked() {
        try (var servers = SentinelServers.start("key")) {
            assertCaches(
                    "spring.data.redis.sentinel.master=" + SentinelServers.MASTER,
                    "spring.data.redis.sentinel.nodes=" + servers.hosts(),
                    "spring.data.redis.sentinel.password=key");
        }
    }

    @Test
    void uriOfTheCache_isUsedBesideASentinelOfSpringData() {
        assertCaches(
                "spring.data.redis.sentinel.master=main",
                "spring.data.redis.sentinel.nodes=localhost:1",
                "hibernate-redis.uri=" + REDIS.uri());
    }

    @Test
    void propertyOfHibernate_winsOverAll() {
        assertCaches(
                "spring.data.redis.url=" + NOWHERE,
                "hibernate-redis.uri=" + NOWHERE,
                "spring.jpa.properties.hibernate.cache.redis.uri=" + REDIS.uri());
    }

    static class Details {
        @Bean
        DataRedisConnectionDetails details() {
            return new DataRedisConnectionDetails() {
                @Override
                public Standalone getStandalone() {
                    return Standalone.of("127.0.0.1", port());
                }
            };
        }
    }

    @Test
    void connectionDetails_asOfAContainer_winOverProperties() {
        try (var library =
                Library.start(List.of(Details.class), "spring.data.redis.url=" + NOWHERE)) {
            assertThat(library.hitsOfABook()).isEqualTo(3);
        }
    }

    static class OwnClient {
        @Bean
        RedisClient cacheClient() {
            return RedisClient.builder().hostAndPort("127.0.0.1", port()).build();
        }
    }

    @Test
    void clientOfTheApplication_isUsedByTheNameOfItsBean() {
        try (var library =
                Library.start(
                        List.of(OwnClient.class),
                        "spring.data.redis.url=" + NOWHERE,
                        "hibernate-redis.client=cacheClient")) {
            assertThat(library.hitsOfABook()).isEqualTo(3);
        }
    }

    static class Tokens {
        @Bean
        CredentialsProvider redisTokens() {
            return () -> new CredentialsProvider.Credentials("tokens", "today");
        }
    }

    @Test
    void credentials_areThoseOfTheBeanThatIsNamed() {
        REDIS.admin().aclSetUser("tokens", "reset", "on", ">today", "~*", "&*", "+@all");
        try (var library =
                Library.start(
                        List.of(Tokens.class),
                        "hibernate-redis.uri=redis://127.0.0.1:" + port(),
                        "hibernate-redis.credentials-provider=redisTokens")) {
            assertThat(library.hitsOfABook()).isEqualTo(3);
            assertThat(REDIS.admin().clientList()).contains("user=tokens");
        } finally {
            REDIS.admin().aclDelUser("tokens");
        }
    }

    static class Vault {
        @Bean
        EncryptionKeys cacheKeys() {
            return new EncryptionKeys() {
                @Override
                public List<byte[]> valueKeys() {
                    return List.of(new byte[32]);
                }

                @Override
                public byte[] nameKey() {
                    byte[] key = new byte[32];
                    key[0] = 1;
                    return key;
                }
            };
        }
    }

    @Test
    void keysOfTheEncryption_areThoseOfTheBeanThatIsNamed() {
        try (var library =
                Library.start(
                        List.of(Vault.class),
                        "hibernate-redis.uri=redis://127.0.0.1:" + port(),
                        "hibernate-redis.encryption.mode=on",
                        "hibernate-redis.encryption.key-provider=cacheKeys")) {
            assertThat(library.hitsOfABook()).isEqualTo(3);
            assertThat(REDIS.admin().keys("*}e:*Book#*"))
                    .isNotEmpty()
                    .allMatch(key -> key.contains("#%m"));
        }
    }

    @Test
    void propertiesOfSpringData_areReadWithoutSpringData() {
        new ApplicationContextRunner()
                .withClassLoader(
                        new FilteredClassLoader(
                                "org.springframework.boot.data.redis",
                                "org.springframework.data.redis",
                                "io.lettuce",
                                "io.micrometer",
                                "liquibase",
                                Flyway.class.getPackageName(),
                                "org.springframework.boot.health"))
                .withInitializer(
                        context ->
                                AutoConfigurationPackages.register(
                                        (BeanDefinitionRegistry) context.getBeanFactory(),
                                        LibraryApplication.class.getPackageName()))
                .withConfiguration(
                        AutoConfigurations.of(
                                DataSourceAutoConfiguration.class,
                                HibernateJpaAutoConfiguration.class,
                                HibernateRedisAutoConfiguration.class))
                .withPropertyValues("spring.data.redis.url=" + REDIS.uri())
                .run(
                        context -> {
                            var factory =
                                    context.getBean(EntityManagerFactory.class)
                                            .unwrap(SessionFactory.class);
                            assertThat(
                                            Objects.requireNonNull(RedisRegionFactory.of(factory))
                                                    .isReadable())
                                    .isTrue();
                        });
    }

    @Test
    void bundle_ofSpringData_encryptsAndVerifies(@TempDir Path directory) throws IOException {
        try (var right = TlsFront.of(REDIS.uri(), directory, "ip:127.0.0.1,dns:localhost");
                var otherHost = TlsFront.of(REDIS.uri(), directory, "dns:redis.example.com")) {
            List<String> bundles = new ArrayList<>(Arrays.asList(right.bundle("right")));
            bundles.addAll(Arrays.asList(otherHost.bundle("other")));
            assertThat(isReadable(bundles, right, "right")).isTrue();
            assertThat(isReadable(bundles, right, "other")).as("not trusted").isFalse();
            assertThat(isReadable(bundles, otherHost, "other")).as("another host").isFalse();

            bundles.add("hibernate-redis.uri=rediss://127.0.0.1:" + right.port());
            bundles.add("hibernate-redis.ssl.bundle=right");
            assertCaches(bundles.toArray(String[]::new));
        }
    }

    private static boolean isReadable(List<String> bundles, TlsFront front, String bundle) {
        List<String> properties = new ArrayList<>(bundles);
        properties.add("spring.data.redis.host=127.0.0.1");
        properties.add("spring.data.redis.port=" + front.port());
        properties.add("spring.data.redis.ssl.bundle=" + bundle);
        try (var library = Library.start(properties.toArray(String[]::new))) {
            return library.cache().isReadable();
        }
    }
}
