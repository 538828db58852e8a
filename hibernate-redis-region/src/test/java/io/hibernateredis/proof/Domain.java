package io.hibernateredis.proof;

import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/**
 * What is read and written: every value is, or carries, the revision of the write that it is of.
 */
final class Domain {

    static final Class<?>[] ENTITIES = {
        Page.class, Note.class, Purse.class, Pair.class, Box.class, Item.class, Member.class
    };

    /** What a subject is. Its number is that of the kind, times 1024, and the id. */
    public enum Kind {
        PAGE(48),
        NOTE(48),
        PURSE(24),
        PAIR_A(24),
        PAIR_B(24),
        MARKS(12),
        ITEM(72),
        MEMBER(24);

        final int size;

        Kind(int size) {
            this.size = size;
        }

        int subject(long id) {
            return ordinal() * 1024 + (int) id;
        }

        static String name(int subject) {
            return values()[subject / 1024] + " " + subject % 1024;
        }
    }

    /** Pages and notes come in groups of this many. */
    static final int GROUP = 6;

    /** How many codes a member changes between; no other member has them. */
    static final int CODES = 3;

    private Domain() {}

    static long group(long id) {
        return (id - 1) / GROUP;
    }

    /** The two boxes that an item may be in. */
    static long box(long item, int which) {
        return (item + which) % Kind.MARKS.size + 1;
    }

    static String code(long member, long number) {
        return "code-" + member + "-" + number;
    }

    /** Versioned, written by everybody. */
    @Entity(name = "Page")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Page {
        @Id Long id;
        long grp;
        long slot;
        long rev;
        @Version long version;
    }

    /** Not versioned, written by everybody under a lock. */
    @Entity(name = "Note")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    static class Note {
        @Id Long id;
        long grp;
        long slot;
        long rev;
    }

    /** Not versioned, written by everybody under a lock. */
    @Entity(name = "Purse")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL)
    static class Purse {
        @Id Long id;
        long rev;
    }

    /** Not versioned; each column has a writer of its own, and both write at once. */
    @Entity(name = "Pair")
    @Cacheable
    @DynamicUpdate
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Pair {
        @Id Long id;
        long a;
        long b;
    }

    @Entity(name = "Box")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Box {
        @Id Long id;
        long changed;

        @OneToMany(mappedBy = "box")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Item> items = new ArrayList<>();

        /** Holds the revision of the write that it is of, and nothing else. */
        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Set<Long> marks = new HashSet<>();
    }

    /** Inserted, moved between two boxes, and deleted. */
    @Entity(name = "Item")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Item {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Box box;

        long rev;
        @Version long version;

        Long getId() {
            return id;
        }

        Box getBox() {
            return box;
        }

        long getRev() {
            return rev;
        }
    }

    @Entity(name = "Member")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    static class Member {
        @Id Long id;

        @NaturalId(mutable = true)
        String code;

        long rev;
    }
}
