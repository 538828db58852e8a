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
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.Cache;
import org.hibernate.Session;
import org.hibernate.SharedSessionContract;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.hibernate.query.NativeQuery;

/**
 * Transactions that write; a third of them rolls back. Of one thread.
 *
 * <p>Revisions are drawn where nobody else can commit in between: under a row's lock, after a
 * version was read that the update will check, or by the one thread that owns the subject.
 */
final class Writer {

    private final Site site;
    private final History history;
    private final Random random;
    private final int who;
    private final int writers;
    private final List<Long> drawn = new ArrayList<>();

    /**
     * @param who the number of this thread among all of all workers
     * @param writers how many there are
     */
    Writer(Site site, Random random, int who, int writers) {
        this.site = site;
        this.history = site.history();
        this.random = random;
        this.who = who;
        this.writers = writers;
    }

    void run() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> inSession(this::updatePages);
            case 4, 5 -> inSession(this::updateNote);
            case 6, 7 -> inSession(this::updatePurse);
            case 8, 9 -> inSession(this::updatePair);
            case 10, 11, 12 -> inSession(this::changeItem);
            case 13 -> inSession(this::changeMarks);
            case 14 -> inSession(this::changeCode);
            case 15 -> inSession(this::updatePagesInBulk);
            case 16 -> inSession(this::updateNotesNatively);
            case 17 -> statelessly(this::updatePageStatelessly);
            case 18 -> statelessly(this::changeItemStatelessly);
            default -> evict();
        }
        history.count(Count.OPERATIONS, 1);
    }

    /** What a transaction changes. */
    private interface Change<S> {
        void in(S session);
    }

    private void inSession(Change<Session> change) {
        try (Session session = site.factory().openSession()) {
            transact(
                    session,
                    () -> {
                        change.in(session);
                        session.flush();
                    });
        }
    }

    private void statelessly(Change<StatelessSession> change) {
        try (StatelessSession session = site.factory().openStatelessSession()) {
            transact(session, () -> change.in(session));
        }
    }

    private void transact(SharedSessionContract session, Runnable change) {
        drawn.clear();
        boolean intended = false;
        Transaction transaction = session.beginTransaction();
        try {
            change.run();
            dawdle();
            if (random.nextInt(3) == 0) {
                transaction.rollback();
                drawn.forEach(history::rolledBack);
                return;
            }
            drawn.forEach(history::intend);
            intended = true;
            HookedDataSource.WRITING.set(!drawn.isEmpty());
            transaction.commit();
            drawn.forEach(history::committed);
            history.count(Count.WRITES, 1);
        } catch (RuntimeException e) {
            drawn.forEach(intended ? history::unknown : history::rolledBack);
            // Not always: some applications only close their session.
            if (transaction.isActive() && random.nextInt(4) > 0) {
                transaction.rollback();
            }
            throw e;
        } finally {
            HookedDataSource.WRITING.set(false);
        }
    }

    private void dawdle() {
        if (random.nextInt(4) == 0) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(5_000)));
        }
    }

    private long draw(int subject, long value) {
        long revision = history.draw(subject, value, who);
        drawn.add(revision);
        return revision;
    }

    private void updatePages(Session session) {
        long first = any(Kind.PAGE);
        int many = 1 + random.nextInt(3);
        for (long id = first; id < first + many && id <= Kind.PAGE.size; id++) {
            Page page = session.find(Page.class, id);
            page.rev = draw(Kind.PAGE.subject(id), 0);
        }
        checkOwnWrite(
                session,
                Kind.PAGE.subject(first),
                drawn.get(0),
                () -> session.find(Page.class, first).rev);
    }

    private void updateNote(Session session) {
        long id = any(Kind.NOTE);
        Note note = session.find(Note.class, id, LockModeType.PESSIMISTIC_WRITE);
        note.rev = draw(Kind.NOTE.subject(id), 0);
        checkOwnWrite(
                session, Kind.NOTE.subject(id), note.rev, () -> session.find(Note.class, id).rev);
    }

    private void updatePurse(Session session) {
        long id = any(Kind.PURSE);
        Purse purse = session.find(Purse.class, id, LockModeType.PESSIMISTIC_WRITE);
        purse.rev = draw(Kind.PURSE.subject(id), 0);
        checkOwnWrite(
                session,
                Kind.PURSE.subject(id),
                purse.rev,
                () -> session.find(Purse.class, id).rev);
    }

    /** A transaction reads its own writes, flushed and forgotten by its session. */
    private void checkOwnWrite(
            Session session, int subject, long own, java.util.function.LongSupplier read) {
        if (random.nextInt(3) == 0) {
            session.flush();
            session.clear();
            long seen = read.getAsLong();
            history.count(Count.READS, 1);
            if (seen != own) {
                site.violated("own write " + own, subject, history.floor(subject), seen, who);
            }
        }
    }

    private void updatePair(Session session) {
        boolean a = random.nextBoolean();
        Kind kind = a ? Kind.PAIR_A : Kind.PAIR_B;
        long id = owned(kind, a ? 0 : 1);
        if (id == 0) {
            return;
        }
        Pair pair = session.find(Pair.class, id);
        long revision = draw(kind.subject(id), 0);
        if (a) {
            pair.a = revision;
        } else {
            pair.b = revision;
        }
    }

    private void changeItem(Session session) {
        long id = owned(Kind.ITEM, 0);
        if (id == 0) {
            return;
        }
        int subject = Kind.ITEM.subject(id);
        Item item = session.find(Item.class, id);
        long box = Domain.box(id, random.nextInt(2));
        if (item == null) {
            session.persist(newItem(id, session.getReference(Box.class, box), draw(subject, box)));
        } else if (random.nextInt(3) == 0) {
            draw(subject, 0);
            session.remove(item);
        } else {
            item.box = session.getReference(Box.class, box);
            item.rev = draw(subject, box);
        }
    }

    private void changeItemStatelessly(StatelessSession session) {
        long id = owned(Kind.ITEM, 0);
        if (id == 0) {
            return;
        }
        int subject = Kind.ITEM.subject(id);
        Item item = session.get(Item.class, id);
        long number = Domain.box(id, random.nextInt(2));
        Box box = new Box();
        box.id = number;
        if (item == null) {
            session.insert(newItem(id, box, draw(subject, number)));
        } else if (random.nextInt(3) == 0) {
            draw(subject, 0);
            session.delete(item);
        } else {
            item.box = box;
            item.rev = draw(subject, number);
            session.update(item);
        }
    }

    private static Item newItem(long id, Box box, long revision) {
        Item item = new Item();
        item.id = id;
        item.box = box;
        item.rev = revision;
        return item;
    }

    private void changeMarks(Session session) {
        long id = owned(Kind.MARKS, 0);
        if (id == 0) {
            return;
        }
        Box box = session.find(Box.class, id);
        long revision = draw(Kind.MARKS.subject(id), 0);
        if (random.nextBoolean()) {
            box.marks = new HashSet<>(Set.of(revision));
        } else {
            box.marks.clear();
            box.marks.add(revision);
        }
    }

    private void changeCode(Session session) {
        long id = owned(Kind.MEMBER, 0);
        if (id == 0) {
            return;
        }
        Member member = session.find(Member.class, id);
        long number = random.nextInt(Domain.CODES);
        member.rev = draw(Kind.MEMBER.subject(id), number);
        member.code = Domain.code(id, number);
    }

    private void updatePagesInBulk(Session session) {
        long group = Domain.group(any(Kind.PAGE));
        session.createNativeQuery("select id from Page where grp = :grp for update", Long.class)
                .setParameter("grp", group)
                .list();
        long first = drawGroup(Kind.PAGE, group);
        session.createMutationQuery(
                        "update versioned Page set rev = :first + slot where grp = :grp")
                .setParameter("first", first)
                .setParameter("grp", group)
                .executeUpdate();
    }

    private void updateNotesNatively(Session session) {
        long group = Domain.group(any(Kind.NOTE));
        session.createNativeQuery("select id from Note where grp = :grp for update", Long.class)
                .setParameter("grp", group)
                .list();
        long first = drawGroup(Kind.NOTE, group);
        ((NativeQuery<?>)
                        session.createNativeMutationQuery(
                                "update Note set rev = :first + slot where grp = :grp"))
                .addSynchronizedEntityClass(Note.class)
                .setParameter("first", first)
                .setParameter("grp", group)
                .executeUpdate();
    }

    private long drawGroup(Kind kind, long group) {
        List<Integer> subjects = new ArrayList<>();
        for (int slot = 0; slot < Domain.GROUP; slot++) {
            subjects.add(kind.subject(group * Domain.GROUP + 1 + slot));
        }
        long first = history.drawAll(subjects, who);
        for (int slot = 0; slot < Domain.GROUP; slot++) {
            drawn.add(first + slot);
        }
        return first;
    }

    private void updatePageStatelessly(StatelessSession session) {
        long id = any(Kind.PAGE);
        Page page = session.get(Page.class, id);
        page.rev = draw(Kind.PAGE.subject(id), 0);
        session.update(page);
    }

    private void evict() {
        Cache cache = site.factory().getCache();
        switch (random.nextInt(12)) {
            case 0 -> cache.evictAllRegions();
            case 1 -> cache.evictEntityData(Page.class);
            case 2 -> cache.evictCollectionData();
            case 3 -> cache.evictQueryRegions();
            case 4 -> cache.evictNaturalIdData();
            case 5, 6 -> cache.evictEntityData(Note.class, any(Kind.NOTE));
            case 7, 8 -> cache.evictEntityData(Item.class, any(Kind.ITEM));
            default -> cache.evictEntityData(Page.class, any(Kind.PAGE));
        }
    }

    private long any(Kind kind) {
        int hot = random.nextBoolean() ? Math.max(2, kind.size / 8) : kind.size;
        return 1L + random.nextInt(hot);
    }

    /** One of the subjects that no other thread writes; 0 if there is none. */
    private long owned(Kind kind, int shift) {
        int mine = (who + shift) % writers;
        int many = (kind.size - 1 - mine + writers) / writers;
        return mine >= kind.size
                ? 0
                : 1 + mine + (long) writers * random.nextInt(Math.max(1, many));
    }
}
