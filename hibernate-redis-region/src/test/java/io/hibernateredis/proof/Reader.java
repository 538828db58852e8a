package io.hibernateredis.proof;

import io.hibernateredis.proof.Domain.Box;
import io.hibernateredis.proof.Domain.Item;
import io.hibernateredis.proof.Domain.Kind;
import io.hibernateredis.proof.Domain.Member;
import io.hibernateredis.proof.Domain.Note;
import io.hibernateredis.proof.Domain.Page;
import io.hibernateredis.proof.Domain.Pair;
import io.hibernateredis.proof.Domain.Purse;
import io.hibernateredis.proof.History.Count;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hibernate.Hibernate;
import org.hibernate.HibernateException;
import org.hibernate.Session;

/**
 * Transactions that read, each read checked against the history. Of one thread.
 *
 * <p>Before each read begins, the floors of all subjects are noted; under REPEATABLE READ, before
 * the transaction begins, because such a read may answer from the transaction's snapshot. Where
 * transactions ask before they are served what is near, floors are noted before a transaction
 * begins, or before a statement: some transactions are of one read, and some execute statements.
 */
final class Reader {

    private static final int SUBJECTS = Kind.values().length * 1024;

    private final Site site;
    private final History history;
    private final Random random;
    private final int who;
    private final long[] floors = new long[SUBJECTS];

    Reader(Site site, Random random, int who) {
        this.site = site;
        this.history = site.history();
        this.random = random;
        this.who = who;
    }

    /** One transaction of some reads. */
    void run() {
        int reads = site.asksBeforeNear() && random.nextBoolean() ? 1 : 4 + random.nextInt(12);
        noteFloors();
        int done = 0;
        try (Session session = site.factory().openSession()) {
            var transaction = session.beginTransaction();
            for (; done < reads; done++) {
                noteFloorsAgain(session, done);
                read(session);
                session.clear();
            }
            transaction.commit();
        } finally {
            history.count(Count.READS, done);
            history.count(Count.OPERATIONS, 1);
        }
    }

    private void noteFloorsAgain(Session session, int done) {
        if (site.repeatableRead()) {
            return;
        }
        if (!site.asksBeforeNear()) {
            noteFloors();
        } else if (done > 0 && random.nextInt(3) == 0) {
            noteFloors();
            session.createNativeQuery("select 1", Integer.class).getSingleResult();
        }
    }

    private void read(Session session) {
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3 -> page(session);
            case 4, 5, 6 -> note(session);
            case 7, 8, 9 -> purse(session);
            case 10, 11, 12 -> pair(session);
            case 13, 14, 15 -> item(session);
            case 16 -> items(session);
            case 17, 18 -> marks(session);
            case 19, 20 -> memberByCode(session);
            case 21 -> pagesOfGroup(session);
            case 22 -> notesOfGroup(session);
            default -> itemsOfBox(session);
        }
    }

    private void page(Session session) {
        long id = any(Kind.PAGE);
        judge("find page", Kind.PAGE.subject(id), session.find(Page.class, id).rev);
    }

    private void note(Session session) {
        long id = any(Kind.NOTE);
        judge("find note", Kind.NOTE.subject(id), session.find(Note.class, id).rev);
    }

    private void purse(Session session) {
        long id = any(Kind.PURSE);
        judge("find purse", Kind.PURSE.subject(id), session.find(Purse.class, id).rev);
    }

    private void pair(Session session) {
        long id = any(Kind.PAIR_A);
        Pair pair = session.find(Pair.class, id);
        judge("find pair, a", Kind.PAIR_A.subject(id), pair.a);
        judge("find pair, b", Kind.PAIR_B.subject(id), pair.b);
    }

    private void item(Session session) {
        long id = any(Kind.ITEM);
        Item item = session.find(Item.class, id);
        int subject = Kind.ITEM.subject(id);
        if (item == null) {
            judgeValue("find item, absent", subject, 0);
        } else {
            long box = (Long) site.factory().getPersistenceUnitUtil().getIdentifier(item.getBox());
            judge("find item", subject, item.getRev());
            require("find item, its box", subject, history.value(item.getRev()) == box, box);
        }
    }

    private void items(Session session) {
        long box = any(Kind.MARKS);
        Map<Long, Item> present = new HashMap<>();
        try {
            List<Item> items = session.find(Box.class, box).items;
            Hibernate.initialize(items);
            items.forEach(item -> present.put(id(item), item));
        } catch (HibernateException | jakarta.persistence.EntityNotFoundException e) {
            // Its list and its items are read one after the other: one was deleted in between.
            return;
        }
        judgeMembers("collection of items", box, present.keySet());
    }

    private void itemsOfBox(Session session) {
        long box = any(Kind.MARKS);
        Map<Long, Long> revisions = new HashMap<>();
        for (Object[] row :
                session.createSelectionQuery(
                                "select i.id, i.rev from Item i where i.box.id = :box",
                                Object[].class)
                        .setParameter("box", box)
                        .setCacheable(true)
                        .list()) {
            revisions.put((Long) row[0], (Long) row[1]);
        }
        judgeMembers("query of items", box, revisions.keySet());
        revisions.forEach(
                (id, revision) ->
                        judge("query of items, revision", Kind.ITEM.subject(id), revision));
    }

    private void judgeMembers(String what, long box, java.util.Set<Long> present) {
        for (long id = 1; id <= Kind.ITEM.size; id++) {
            if (Domain.box(id, 0) == box || Domain.box(id, 1) == box) {
                int subject = Kind.ITEM.subject(id);
                if (present.contains(id)) {
                    judgeValue(what + " holds it", subject, box);
                } else {
                    boolean admitted =
                            history.admitsValue(subject, floors[subject], value -> value != box);
                    require(what + " lacks it", subject, admitted, box);
                }
            }
        }
    }

    private void marks(Session session) {
        long box = any(Kind.MARKS);
        List<Long> marks = List.copyOf(session.find(Box.class, box).marks);
        judge(
                "collection of marks " + marks,
                Kind.MARKS.subject(box),
                marks.size() == 1 ? marks.get(0) : -1);
    }

    private void memberByCode(Session session) {
        long id = any(Kind.MEMBER);
        long number = random.nextInt(Domain.CODES);
        int subject = Kind.MEMBER.subject(id);
        Member member =
                session.byNaturalId(Member.class).using("code", Domain.code(id, number)).load();
        if (member == null) {
            boolean admitted =
                    history.admitsValue(subject, floors[subject], value -> value != number);
            require("natural id, absent", subject, admitted, number);
        } else {
            judgeValue("natural id", subject, number);
            judge("natural id, the row", subject, member.rev);
        }
    }

    private void pagesOfGroup(Session session) {
        long group = Domain.group(any(Kind.PAGE));
        List<Page> pages =
                session.createSelectionQuery("from Page where grp = :grp", Page.class)
                        .setParameter("grp", group)
                        .setCacheable(true)
                        .list();
        if (pages.size() != Domain.GROUP) {
            require("query of pages", Kind.PAGE.subject(1), false, pages.size());
        }
        pages.forEach(page -> judge("query of pages", Kind.PAGE.subject(page.id), page.rev));
    }

    private void notesOfGroup(Session session) {
        long group = Domain.group(any(Kind.NOTE));
        List<Object[]> notes =
                session.createSelectionQuery(
                                "select id, rev from Note where grp = :grp", Object[].class)
                        .setParameter("grp", group)
                        .setCacheable(true)
                        .list();
        if (notes.size() != Domain.GROUP) {
            require("query of notes", Kind.NOTE.subject(1), false, notes.size());
        }
        for (Object[] note : notes) {
            judge("query of notes", Kind.NOTE.subject((Long) note[0]), (Long) note[1]);
        }
    }

    private Long id(Item item) {
        return (Long) site.factory().getPersistenceUnitUtil().getIdentifier(item);
    }

    /** Half of all reads go to a few, so that they meet with writes. */
    private long any(Kind kind) {
        int hot = random.nextBoolean() ? Math.max(2, kind.size / 8) : kind.size;
        return 1L + random.nextInt(hot);
    }

    private void noteFloors() {
        for (Kind kind : Kind.values()) {
            for (int id = 1; id <= kind.size; id++) {
                int subject = kind.subject(id);
                floors[subject] = history.floor(subject);
            }
        }
    }

    private void judge(String what, int subject, long revision) {
        boolean admitted = history.admits(subject, floors[subject], revision);
        require(what, subject, admitted, revision);
    }

    private void judgeValue(String what, int subject, long value) {
        boolean admitted =
                history.admitsValue(subject, floors[subject], candidate -> candidate == value);
        require(what, subject, admitted, value);
    }

    private void require(String what, int subject, boolean admitted, long seen) {
        if (!admitted) {
            site.violated(what, subject, floors[subject], seen, who);
        }
    }
}
