package io.hibernateredis.internal.entry;

import static io.hibernateredis.internal.entry.BasicsRoundTripTest.assertSameThroughCache;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.entry.StructuresModel.Address;
import io.hibernateredis.internal.entry.StructuresModel.CardPayment;
import io.hibernateredis.internal.entry.StructuresModel.City;
import io.hibernateredis.internal.entry.StructuresModel.Customer;
import io.hibernateredis.internal.entry.StructuresModel.Extra;
import io.hibernateredis.internal.entry.StructuresModel.Holder;
import io.hibernateredis.internal.entry.StructuresModel.Joined;
import io.hibernateredis.internal.entry.StructuresModel.JoinedA;
import io.hibernateredis.internal.entry.StructuresModel.Line;
import io.hibernateredis.internal.entry.StructuresModel.LineKey;
import io.hibernateredis.internal.entry.StructuresModel.OrderKey;
import io.hibernateredis.internal.entry.StructuresModel.Passport;
import io.hibernateredis.internal.entry.StructuresModel.Payment;
import io.hibernateredis.internal.entry.StructuresModel.PerClass;
import io.hibernateredis.internal.entry.StructuresModel.PerClassA;
import io.hibernateredis.internal.entry.StructuresModel.Purchase;
import io.hibernateredis.internal.entry.StructuresModel.Single;
import io.hibernateredis.internal.entry.StructuresModel.SingleA;
import io.hibernateredis.internal.entry.StructuresModel.SingleB;
import io.hibernateredis.region.TestFactory;
import org.hibernate.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entities of more than columns come out of the cache as out of the database. */
@SuppressWarnings("deprecation") // Hibernate 7.1 looks up natural ids in no other way
class StructuresRoundTripTest {

    @ParameterizedTest
    @MethodSource("io.hibernateredis.internal.entry.BasicsRoundTripTest#layouts")
    void embeddablesAndIdsOfSeveralParts_comeBackTheSame(CodecFormat format, boolean structured) {
        try (var test = new TestFactory(format, structured, StructuresModel.entities())) {
            assertThat(test.codecs().problems()).isEmpty();
            test.inTransaction(StructuresRoundTripTest::persistOrders);

            assertSameThroughCache(test, Customer.class, 1L);
            assertSameThroughCache(test, Customer.class, 2L);
            assertSameThroughCache(test, Purchase.class, new OrderKey(1L, 7));
            assertSameThroughCache(test, Line.class, new LineKey("x", new OrderKey(1L, 7)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.hibernateredis.internal.entry.BasicsRoundTripTest#layouts")
    void naturalIds_resolveToTheSameId(CodecFormat format, boolean structured) {
        try (var test = new TestFactory(format, structured, StructuresModel.entities())) {
            test.inTransaction(StructuresRoundTripTest::persistOrders);
            for (int round = 0; round < 2; round++) {
                Customer customer =
                        test.throughCache(
                                session -> session.bySimpleNaturalId(Customer.class).load("a@b"));
                Purchase purchase =
                        test.throughCache(
                                session ->
                                        session.byNaturalId(Purchase.class)
                                                .using("code", "P")
                                                .using("part", 3)
                                                .load());
                Line line =
                        test.throughCache(
                                session -> session.bySimpleNaturalId(Line.class).load("978"));
                assertThat(line.quantity).isEqualTo(2);
                assertThat(customer.id).isEqualTo(1L);
                assertThat(purchase.id).isEqualTo(new OrderKey(1L, 7));
            }
            assertThat(test.statistics().getNaturalIdCacheHitCount()).isGreaterThanOrEqualTo(3);
        }
    }

    private static void persistOrders(Session session) {
        var customer = new Customer();
        customer.id = 1L;
        customer.email = "a@b";
        customer.address = new Address();
        customer.address.street = "Main St";
        customer.address.city = new City("Berlin", "10115");
        var payment = new CardPayment();
        payment.amount = 5;
        payment.cardNumber = "4111";
        customer.payment = payment;
        customer.extra = new Extra();
        customer.extra.note = "n";
        session.persist(customer);
        var bare = new Customer();
        bare.id = 2L;
        bare.email = "c@d";
        bare.payment = new Payment();
        session.persist(bare);
        var purchase = new Purchase();
        purchase.id = new OrderKey(1L, 7);
        purchase.code = "P";
        purchase.part = 3;
        purchase.customer = customer;
        session.persist(purchase);
        var line = new Line();
        line.sku = "x";
        line.purchase = purchase;
        line.quantity = 2;
        line.barcode = "978";
        session.persist(line);
    }

    @ParameterizedTest
    @MethodSource("io.hibernateredis.internal.entry.BasicsRoundTripTest#layouts")
    void associations_comeBackTheSame(CodecFormat format, boolean structured) {
        try (var test = new TestFactory(format, structured, StructuresModel.entities())) {
            test.inTransaction(
                    session -> {
                        persistOrders(session);
                        var boss = new Holder();
                        boss.id = 1L;
                        boss.code = "boss";
                        boss.reference = session.find(Customer.class, 1L);
                        session.persist(boss);
                        var passport = new Passport();
                        passport.id = 5L;
                        passport.holder = new Holder();
                        passport.holder.id = 2L;
                        passport.holder.bossByCode = boss;
                        passport.holder.reference = boss;
                        passport.holder.passport = passport;
                        session.persist(passport);
                    });
            assertSameThroughCache(test, Passport.class, 5L);
            assertSameThroughCache(test, Holder.class, 1L);
            assertSameThroughCache(test, Holder.class, 2L);
        }
    }

    @ParameterizedTest
    @MethodSource("io.hibernateredis.internal.entry.BasicsRoundTripTest#layouts")
    void subclasses_comeBackAsWhatTheyAre(CodecFormat format, boolean structured) {
        try (var test = new TestFactory(format, structured, StructuresModel.entities())) {
            test.inTransaction(
                    session -> {
                        var singleA = new SingleA();
                        singleA.id = 1L;
                        singleA.a = 1;
                        session.persist(singleA);
                        var singleB = new SingleB();
                        singleB.id = 2L;
                        singleB.b = "b";
                        session.persist(singleB);
                        var joined = new Joined();
                        joined.id = 1L;
                        session.persist(joined);
                        var joinedA = new JoinedA();
                        joinedA.id = 2L;
                        joinedA.a = 1;
                        session.persist(joinedA);
                        var perClass = new PerClassA();
                        perClass.id = 1L;
                        perClass.a = 1;
                        session.persist(perClass);
                    });
            assertSameThroughCache(test, Single.class, 1L);
            assertSameThroughCache(test, Single.class, 2L);
            assertSameThroughCache(test, Joined.class, 1L);
            assertSameThroughCache(test, Joined.class, 2L);
            assertSameThroughCache(test, PerClass.class, 1L);
        }
    }
}
