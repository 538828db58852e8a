package io.hibernateredis.internal.entry;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.util.Objects;
import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.type.SqlTypes;

/** Embeddables, ids of several parts, associations and the three inheritances. */
public final class StructuresModel {
    private StructuresModel() {}

    @Embeddable
    record City(String name, String zip) {}

    @Embeddable
    static class Address {
        String street;

        @Embedded City city;
    }

    @Embeddable
    @DiscriminatorColumn(name = "payment_kind")
    @DiscriminatorValue("basic")
    static class Payment {
        Integer amount;
    }

    @Embeddable
    @DiscriminatorValue("card")
    static class CardPayment extends Payment {
        String cardNumber;
    }

    @Entity(name = "Customer")
    @NaturalIdCache
    public static class Customer {
        @Id Long id;

        @Version long version;

        @NaturalId String email;

        @Embedded Address address;

        @Embedded Payment payment;

        @JdbcTypeCode(SqlTypes.JSON)
        Extra extra;
    }

    @Embeddable
    static class Extra {
        String note;
        Integer stars;
    }

    @Embeddable
    record OrderKey(Long customer, int number) implements Serializable {}

    @Entity(name = "Purchase")
    @NaturalIdCache
    public static class Purchase {
        @EmbeddedId OrderKey id;

        @NaturalId String code;

        @NaturalId Integer part;

        @ManyToOne(fetch = FetchType.EAGER)
        @MapsId("customer")
        Customer customer;
    }

    @Entity(name = "Line")
    @IdClass(LineKey.class)
    @NaturalIdCache
    public static class Line {
        @NaturalId String barcode;

        @Id String sku;

        @Id
        @ManyToOne(fetch = FetchType.EAGER)
        Purchase purchase;

        int quantity;
    }

    static class LineKey implements Serializable {
        String sku;
        OrderKey purchase;

        LineKey() {}

        LineKey(String sku, OrderKey purchase) {
            this.sku = sku;
            this.purchase = purchase;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof LineKey that
                    && sku.equals(that.sku)
                    && purchase.equals(that.purchase);
        }

        @Override
        public int hashCode() {
            return Objects.hash(sku, purchase);
        }
    }

    @Entity(name = "Passport")
    static class Passport {
        @Id Long id;

        @OneToOne(cascade = CascadeType.PERSIST)
        Holder holder;
    }

    @Entity(name = "Holder")
    static class Holder {
        @Id Long id;

        @Column(unique = true)
        String code;

        @OneToOne(mappedBy = "holder")
        Passport passport;

        @ManyToOne(fetch = FetchType.EAGER)
        @JoinColumn(name = "boss_code", referencedColumnName = "code")
        Holder bossByCode;

        @Any(fetch = FetchType.EAGER)
        @AnyKeyJavaClass(Long.class)
        @AnyDiscriminatorValue(discriminator = "C", entity = Customer.class)
        @AnyDiscriminatorValue(discriminator = "H", entity = Holder.class)
        @Column(name = "ref_kind")
        @JoinColumn(name = "ref_id")
        Object reference;
    }

    @Entity(name = "Single")
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    abstract static class Single {
        @Id Long id;

        @Version Integer version;

        String name;
    }

    @Entity(name = "SingleA")
    static class SingleA extends Single {
        Integer a;
    }

    @Entity(name = "SingleB")
    static class SingleB extends Single {
        String b;
        Long more;
    }

    @Entity(name = "Joined")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Joined {
        @Id Long id;

        String name;
    }

    @Entity(name = "JoinedA")
    static class JoinedA extends Joined {
        Integer a;
    }

    @Entity(name = "PerClass")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    abstract static class PerClass {
        @Id Long id;

        String name;
    }

    @Entity(name = "PerClassA")
    static class PerClassA extends PerClass {
        Integer a;
    }

    public static Class<?>[] entities() {
        return new Class<?>[] {
            Address.class, Payment.class, CardPayment.class, Customer.class, Purchase.class,
                    Line.class, Passport.class,
            Holder.class, Single.class, SingleA.class, SingleB.class, Joined.class, JoinedA.class,
                    PerClass.class,
            PerClassA.class
        };
    }
}
