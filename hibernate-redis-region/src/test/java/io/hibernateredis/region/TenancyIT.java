package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.TenantId;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tenants that share their tables, told apart by a column. */
class TenancyIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Account.class, Currency.class, Market.class)
                    .with(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new RootKnower());

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        as(
                "a",
                one,
                session -> {
                    var currency = new Currency("EUR", "Euro");
                    session.persist(currency);
                    var market = new Market(1);
                    session.persist(market);
                    session.persist(new Account(1, "shared@example.org", "a's", market));
                });
        as(
                "b",
                one,
                session ->
                        session.persist(
                                new Account(
                                        2,
                                        "b@example.org",
                                        "b's",
                                        session.find(Market.class, 1L))));
        Board.awaitSeen(other, one);
    }

    @Test
    void entity_ofAnotherTenant_isNotThere() {
        for (SessionFactory member : List.of(one, other, one)) {
            assertThat(nameSeen("a", member, 1)).isEqualTo("a's");
            assertThat(nameSeen("b", member, 1)).isNull();
            assertThat(nameSeen("b", member, 2)).isEqualTo("b's");
            assertThat(nameSeen("a", member, 2)).isNull();
        }
        assertThat(statements(other, () -> nameSeen("a", other, 1))).isZero();
    }

    @Test
    void naturalId_ofAnotherTenant_isNotResolved() {
        for (SessionFactory member : List.of(one, other, one)) {
            assertThat(idSeen("a", member)).isEqualTo(1);
            assertThat(idSeen("b", member)).isNull();
        }
    }

    @Test
    void query_ofAnotherTenant_hasItsOwnResult() {
        for (int i = 0; i < 2; i++) {
            assertThat(namesFound("a", one)).containsExactly("a's");
            assertThat(namesFound("b", one)).containsExactly("b's");
            assertThat(namesFound("b", other)).containsExactly("b's");
            assertThat(namesFound("root", other)).containsExactlyInAnyOrder("a's", "b's");
        }
        assertThat(statements(other, () -> namesFound("a", other))).isZero();
    }

    @Test
    void collection_inCommonOfTenants_writtenByOne_isNewForAll() {
        for (String tenant : List.of("a", "b", "root")) {
            // Hibernate filters entities and queries by tenant, but not collections.
            assertThat(accountsOfMarket(tenant, other)).containsExactlyInAnyOrder(1L, 2L);
        }
        as(
                "a",
                one,
                session ->
                        session.persist(
                                new Account(
                                        3, "c@example.org", "c", session.find(Market.class, 1L))));
        for (String tenant : List.of("a", "b", "root")) {
            assertThat(accountsOfMarket(tenant, other)).containsExactlyInAnyOrder(1L, 2L, 3L);
        }
    }

    @Test
    void entityWithoutTenant_writtenByOne_isNewForAll() {
        assertThat(currencySeen("a", one)).isEqualTo("Euro[]");
        assertThat(currencySeen("b", other)).isEqualTo("Euro[]");

        as("a", one, session -> session.find(Currency.class, "EUR").rename("New"));

        for (String tenant : List.of("a", "b", "root")) {
            assertThat(currencySeen(tenant, one)).isEqualTo("New[New]");
            assertThat(currencySeen(tenant, other)).isEqualTo("New[New]");
        }
        assertThat(statements(other, () -> currencySeen("b", other)))
                .as("all tenants share one entry")
                .isZero();
    }

    @Test
    void entity_writtenByTheRootTenant_isNewForItsOwn() {
        assertThat(nameSeen("a", other, 1)).isEqualTo("a's");
        assertThat(nameSeen("root", one, 1)).isEqualTo("a's");
        assertThat(idSeen("a", other)).isEqualTo(1);

        as("root", one, session -> session.find(Account.class, 1L).name = "new");
        assertThat(nameSeen("a", other, 1)).isEqualTo("new");

        as("a", other, session -> session.find(Account.class, 1L).name = "newer");
        assertThat(nameSeen("root", one, 1)).isEqualTo("newer");

        as("root", one, session -> session.find(Account.class, 1L).email = "new@example.org");
        assertThat(idSeen("a", other)).isNull();

        as("root", one, session -> session.remove(session.find(Account.class, 1L)));
        assertThat(nameSeen("a", other, 1)).isNull();
        assertThat(accountsOfMarket("a", other)).containsExactly(2L);
    }

    @Test
    void evict_ofAnIdWithoutATenant_leavesNoTenantsEntry() {
        nameSeen("a", other, 1);
        assertThat(statements(other, () -> nameSeen("a", other, 1))).isZero();
        assertThat(one.getCache().containsEntity(Account.class, 1L))
                .as("nobody said of which tenant")
                .isFalse();

        one.getCache().evict(Account.class, 1L);

        assertThat(statements(other, () -> nameSeen("a", other, 1))).isEqualTo(1);
    }

    private static String nameSeen(String tenant, SessionFactory factory, long id) {
        return from(
                tenant,
                factory,
                session -> {
                    var account = session.find(Account.class, id);
                    return account == null ? null : account.name;
                });
    }

    private static Long idSeen(String tenant, SessionFactory factory) {
        return from(
                tenant,
                factory,
                session -> {
                    var account =
                            session.bySimpleNaturalId(Account.class).load("shared@example.org");
                    return account == null ? null : account.id;
                });
    }

    private static List<String> namesFound(String tenant, SessionFactory factory) {
        return from(
                tenant,
                factory,
                session ->
                        session.createSelectionQuery("select name from Account", String.class)
                                .setCacheable(true)
                                .list());
    }

    private static List<Long> accountsOfMarket(String tenant, SessionFactory factory) {
        return from(
                tenant,
                factory,
                session ->
                        session.find(Market.class, 1L).accounts.stream()
                                .map(account -> account.id)
                                .toList());
    }

    private static String currencySeen(String tenant, SessionFactory factory) {
        return from(
                tenant,
                factory,
                session -> {
                    var currency = session.find(Currency.class, "EUR");
                    return currency.name + currency.aliases;
                });
    }

    private static void as(String tenant, SessionFactory factory, Consumer<Session> action) {
        from(
                tenant,
                factory,
                session -> {
                    action.accept(session);
                    return null;
                });
    }

    private static <R> R from(String tenant, SessionFactory factory, Function<Session, R> action) {
        try (Session session =
                factory.withOptions().tenantIdentifier((Object) tenant).openSession()) {
            session.beginTransaction();
            R result = action.apply(session);
            session.getTransaction().commit();
            return result;
        }
    }

    /** The tenant {@code root} sees all. */
    static final class RootKnower implements CurrentTenantIdentifierResolver<String> {

        @Override
        public String resolveCurrentTenantIdentifier() {
            return "root";
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return false;
        }

        @Override
        public boolean isRoot(String tenant) {
            return tenant.equals("root");
        }
    }

    @Entity(name = "Account")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    static class Account {
        @Id Long id;
        @TenantId String tenant;

        @NaturalId(mutable = true)
        String email;

        String name;
        @ManyToOne Market market;

        Account() {}

        Account(long id, String email, String name, Market market) {
            this.id = id;
            this.email = email;
            this.name = name;
            this.market = market;
        }
    }

    /** The same for all tenants. */
    @Entity(name = "Currency")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Currency {
        @Id String code;
        String name;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> aliases = new ArrayList<>();

        Currency() {}

        Currency(String code, String name) {
            this.code = code;
            this.name = name;
        }

        void rename(String to) {
            name = to;
            aliases.add(to);
        }
    }

    /** The same for all tenants, but each sees its own accounts there. */
    @Entity(name = "Market")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Market {
        @Id Long id;

        @OneToMany(mappedBy = "market")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Account> accounts = new ArrayList<>();

        Market() {}

        Market(long id) {
            this.id = id;
        }
    }
}
