package io.hibernateredis.proof;

import io.hibernateredis.proof.Domain.Box;
import io.hibernateredis.proof.Domain.Item;
import io.hibernateredis.proof.Domain.Kind;
import io.hibernateredis.proof.Domain.Member;
import io.hibernateredis.proof.Domain.Note;
import io.hibernateredis.proof.Domain.Page;
import io.hibernateredis.proof.Domain.Pair;
import io.hibernateredis.proof.Domain.Purse;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;

/** The tables and the first rows, written without a cache before any worker is there. */
final class Seed {

    private final Session session;
    private final History history;
    private final List<Long> drawn = new ArrayList<>();

    private Seed(Session session, History history) {
        this.session = session;
        this.history = history;
    }

    static void plant(String database, History history) {
        try (var connections = new HookedDataSource(database, false, 1)) {
            var sources =
                    new MetadataSources(
                            new StandardServiceRegistryBuilder()
                                    .applySetting(
                                            AvailableSettings.JAKARTA_NON_JTA_DATASOURCE,
                                            connections)
                                    .applySetting(AvailableSettings.HBM2DDL_AUTO, "create")
                                    .applySetting(AvailableSettings.USE_SECOND_LEVEL_CACHE, false)
                                    .applySetting("hibernate.cache.redis.on_unreachable", "outbox")
                                    .build());
            List.of(Domain.ENTITIES).forEach(sources::addAnnotatedClass);
            try (var factory = sources.buildMetadata().buildSessionFactory()) {
                factory.inTransaction(session -> new Seed(session, history).plant());
            }
        }
    }

    private void plant() {
        for (long id = 1; id <= Kind.PAGE.size; id++) {
            session.persist(page(id));
            session.persist(note(id));
        }
        for (long id = 1; id <= Kind.PURSE.size; id++) {
            session.persist(purse(id));
            session.persist(pair(id));
            session.persist(member(id));
        }
        List<Box> boxes = new ArrayList<>();
        for (long id = 1; id <= Kind.MARKS.size; id++) {
            boxes.add(box(id));
            session.persist(boxes.get((int) id - 1));
        }
        for (long id = 1; id <= Kind.ITEM.size; id++) {
            Item item = new Item();
            item.id = id;
            item.box = boxes.get((int) Domain.box(id, 0) - 1);
            item.rev = draw(Kind.ITEM, id, item.box.id);
            session.persist(item);
        }
        session.flush();
        drawn.forEach(history::committed);
    }

    private long draw(Kind kind, long id, long value) {
        long revision = history.draw(kind.subject(id), value, -1);
        drawn.add(revision);
        return revision;
    }

    private Page page(long id) {
        Page page = new Page();
        page.id = id;
        page.grp = Domain.group(id);
        page.slot = (id - 1) % Domain.GROUP;
        page.rev = draw(Kind.PAGE, id, 0);
        return page;
    }

    private Note note(long id) {
        Note note = new Note();
        note.id = id;
        note.grp = Domain.group(id);
        note.slot = (id - 1) % Domain.GROUP;
        note.rev = draw(Kind.NOTE, id, 0);
        return note;
    }

    private Purse purse(long id) {
        Purse purse = new Purse();
        purse.id = id;
        purse.rev = draw(Kind.PURSE, id, 0);
        return purse;
    }

    private Pair pair(long id) {
        Pair pair = new Pair();
        pair.id = id;
        pair.a = draw(Kind.PAIR_A, id, 0);
        pair.b = draw(Kind.PAIR_B, id, 0);
        return pair;
    }

    private Member member(long id) {
        Member member = new Member();
        member.id = id;
        member.code = Domain.code(id, 0);
        member.rev = draw(Kind.MEMBER, id, 0);
        return member;
    }

    private Box box(long id) {
        Box box = new Box();
        box.id = id;
        box.marks.add(draw(Kind.MARKS, id, 0));
        return box;
    }
}
