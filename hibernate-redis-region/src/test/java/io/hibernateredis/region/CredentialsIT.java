package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.example.shop.Tokens;
import io.hibernateredis.CredentialsProvider;
import io.hibernateredis.CredentialsProvider.Credentials;
import io.hibernateredis.region.SharedParts.Plain;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** User and password that change while the application runs. */
class CredentialsIT {

    private static final String PROVIDER = "hibernate.cache.redis.credentials_provider";

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Plain.class);

    private final AtomicInteger asked = new AtomicInteger();
    private volatile Credentials current = new Credentials("shop", "first");

    @BeforeEach
    void addUser() {
        REDIS.admin().aclSetUser("shop", "reset", "on", ">first", "~*", "&*", "+@all");
    }

    @AfterEach
    void removeUser() {
        REDIS.admin().aclDelUser("shop");
    }

    private SessionFactory join(CredentialsProvider provider) {
        return join(Map.of(PROVIDER, provider));
    }

    private SessionFactory join(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("hibernate.cache.redis.uri", "redis://127.0.0.1:" + REDIS.uri().getPort());
        SessionFactory factory = cluster.join(all);
        inTransaction(factory, session -> session.persist(new Plain(1)));
        return factory;
    }

    private Credentials current() {
        asked.incrementAndGet();
        return current;
    }

    private static long reads(SessionFactory factory) {
        return statements(
                factory, () -> inTransaction(factory, session -> session.find(Plain.class, 1L)));
    }

    private static void awaitHits(SessionFactory factory) {
        await().pollInterval(Duration.ofMillis(50)).until(() -> reads(factory) == 0);
    }

    @Test
    void passwordThatIsRotated_isAskedForWithTheNextConnection() {
        Map<String, Object> settings =
                new Tokens() {
                    @Override
                    protected String token() {
                        return current().password();
                    }
                }.settings();
        SessionFactory factory = join(settings);
        awaitHits(factory);
        int before = asked.get();
        reads(factory);
        assertThat(asked.get()).as("connections that are open need none").isEqualTo(before);

        current = new Credentials("shop", "second");
        REDIS.admin().aclSetUser("shop", "<first", ">second");
        disconnect();
        inTransaction(factory, session -> session.find(Plain.class, 1L).rename("renamed"));

        awaitHits(factory);
        assertThat(asked.get()).isGreaterThan(before);
        inTransaction(
                factory,
                session -> assertThat(session.find(Plain.class, 1L).told()).startsWith("renamed "));
    }

    @Test
    void passwordThatIsWrongForAWhile_costsHitsOnly() {
        SessionFactory factory = join(this::current);
        awaitHits(factory);

        current = new Credentials("shop", "expired");
        disconnect();
        await().until(() -> reads(factory) > 0);

        current = new Credentials("shop", "first");
        awaitHits(factory);
    }

    @Test
    void providerThatFails_costsHitsOnly() {
        AtomicInteger failures = new AtomicInteger();
        SessionFactory factory =
                join(
                        () -> {
                            switch (failures.getAndIncrement() % 3) {
                                case 0:
                                    throw new IllegalStateException("no token");
                                case 1:
                                    return null;
                                default:
                                    return current;
                            }
                        });

        awaitHits(factory);
        failures.set(0);
        disconnect();
        inTransaction(factory, session -> session.find(Plain.class, 1L).rename("renamed"));
        awaitHits(factory);
    }

    private static void disconnect() {
        REDIS.admin()
                .clientKill(
                        redis.clients.jedis.params.ClientKillParams.clientKillParams()
                                .user("shop"));
    }

    @Test
    void providerBesideAPassword_isRejected() {
        assertThatThrownBy(
                        () ->
                                cluster.join(
                                        Map.of(
                                                "hibernate.cache.redis.uri",
                                                "redis://:secret@localhost",
                                                PROVIDER,
                                                (CredentialsProvider) this::current)))
                .rootCause()
                .hasMessageContaining(PROVIDER)
                .hasMessageNotContaining("secret");
    }

    @Test
    void credentials_asText_haveNoPassword() {
        assertThat(current).hasToString("user shop");
        assertThat(new Credentials(null, "secret")).hasToString("user default");
    }
}
