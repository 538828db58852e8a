package io.hibernateredis.query.oracle;

import io.hibernateredis.query.oracle.Model.Article;
import io.hibernateredis.query.oracle.Model.Asset;
import io.hibernateredis.query.oracle.Model.Document;
import io.hibernateredis.query.oracle.Model.Event;
import io.hibernateredis.query.oracle.Model.Label;
import io.hibernateredis.query.oracle.Model.Login;
import io.hibernateredis.query.oracle.Model.Logout;
import io.hibernateredis.query.oracle.Model.Memo;
import io.hibernateredis.query.oracle.Model.Note;
import io.hibernateredis.query.oracle.Model.NoteId;
import io.hibernateredis.query.oracle.Model.Person;
import io.hibernateredis.query.oracle.Model.Project;
import io.hibernateredis.query.oracle.Model.Report;
import io.hibernateredis.query.oracle.Model.Task;
import io.hibernateredis.query.oracle.Model.Tool;
import io.hibernateredis.query.oracle.Model.Vehicle;
import java.util.List;
import java.util.Random;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/** Random writes of every kind, by way of a session. */
public final class Writes {

    /** Few rows, so that queries and writes meet. */
    private static final int IDS = 8;

    private static final List<String> BULK =
            List.of(
                    "update Task t set t.priority = %d where t.project.id = %d",
                    "update Task t set t.done = true where t.priority = %d",
                    "update Project p set p.status = %d where p.id = %d",
                    "update Article a set a.state = %d where a.project.id = %d",
                    "update Document d set d.state = %d where d.id = %d",
                    "update Asset a set a.state = %d where a.id = %d",
                    "update Note n set n.stars = %d where n.id.nr = %d",
                    "delete from Note n where n.stars = %d and n.id.nr = %d",
                    "delete from Memo m where m.urgency = %d");

    private static final List<String> NATIVE =
            List.of(
                    "update Task set priority = %d where id = %d",
                    "update Article set hidden = %d where id = %d",
                    "update Project set parent_id = %d where id = %d",
                    "update Person set deleted = not deleted where id = %d",
                    "update Document set kind = mod(%d, 3) where id = %d",
                    "update Task set project_id = null where id = %d",
                    "delete from Label where id = %d");

    private final Random random;

    public Writes(Random random) {
        this.random = random;
    }

    private int value() {
        return random.nextInt(4);
    }

    private long id() {
        return 1 + random.nextInt(IDS);
    }

    private boolean isNull() {
        return random.nextInt(6) == 0;
    }

    private Integer number() {
        return isNull() ? null : Integer.valueOf(value());
    }

    private String text() {
        return isNull() ? null : "x" + value();
    }

    private <T> T reference(Session session, Class<T> type) {
        return isNull() ? null : session.find(type, id());
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** Rows to begin with. */
    public void fill(Session session) {
        for (int i = 0; i < 150; i++) {
            persistOrChange(session);
        }
    }

    /** One to three writes. */
    public void write(Session session) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            switch (random.nextInt(10)) {
                case 0 -> remove(session);
                case 1 ->
                        session.createMutationQuery(
                                        pick(BULK).formatted(value(), 1 + random.nextInt(4)))
                                .executeUpdate();
                case 2 -> executeNative(session, pick(NATIVE).formatted(id(), id()));
                default -> persistOrChange(session);
            }
            session.flush();
            session.clear();
        }
    }

    /** A statement that says which table it writes. */
    private static void executeNative(Session session, String sql) {
        String table = sql.replaceFirst("update |delete from ", "").split(" ", 2)[0];
        ((NativeQuery<?>) session.createNativeMutationQuery(sql))
                .addSynchronizedQuerySpace(table)
                .executeUpdate();
    }

    private void remove(Session session) {
        Object found =
                session.find(
                        pick(
                                List.of(
                                        Task.class,
                                        Person.class,
                                        Article.class,
                                        Document.class,
                                        Asset.class,
                                        Event.class,
                                        Label.class)),
                        id());
        if (found != null) {
            session.remove(found);
        }
    }

    private void persistOrChange(Session session) {
        switch (random.nextInt(13)) {
            case 0, 1 -> project(session);
            case 2, 3, 4 -> task(session);
            case 5 -> person(session);
            case 6, 7 -> note(session);
            case 8 -> label(session);
            case 9 -> article(session);
            case 10 -> document(session);
            case 11 -> asset(session);
            default -> event(session);
        }
        session.flush();
    }

    private void project(Session session) {
        long id = id();
        Project project = session.find(Project.class, id);
        boolean isNew = project == null;
        if (project == null) {
            project = new Project();
            project.id = id;
            project.address.city = text();
        }
        switch (isNew ? 0 : random.nextInt(6)) {
            case 0 -> {
                project.status = number();
                project.code = text();
                project.parent = reference(session, Project.class);
            }
            case 1 -> project.status = number();
            case 2 -> project.active = !project.active;
            case 3 -> project.parent = reference(session, Project.class);
            case 4 -> {
                if (project.address != null) {
                    project.address.zip = value();
                }
            }
            default -> {
                String tag = "x" + value();
                if (!project.tags.remove(tag)) {
                    project.tags.add(tag);
                }
            }
        }
        if (isNew) {
            session.persist(project);
        }
    }

    private void task(Session session) {
        long id = id();
        Task task = session.find(Task.class, id);
        boolean isNew = task == null;
        if (task == null) {
            task = new Task();
            task.id = id;
            task.title = text();
            task.priority = number();
            task.assignee = reference(session, Person.class);
            task.project = reference(session, Project.class);
        }
        switch (random.nextInt(6)) {
            case 0 -> task.title = text();
            case 1 -> task.priority = number();
            case 2 -> task.done = isNull() ? null : random.nextBoolean();
            case 3 -> task.project = reference(session, Project.class);
            case 4 -> task.assignee = reference(session, Person.class);
            default -> {
                Label label = session.find(Label.class, id());
                if (label != null && !task.labels.remove(label)) {
                    task.labels.add(label);
                }
            }
        }
        if (isNew) {
            session.persist(task);
        }
    }

    private void person(Session session) {
        long id = id();
        Person person = session.find(Person.class, id);
        if (person != null) {
            person.team = number();
            return;
        }
        boolean isMarked =
                session.createNativeQuery(
                                        "select count(*) from Person where id = " + id, Long.class)
                                .getSingleResult()
                        > 0;
        if (!isMarked) {
            person = new Person();
            person.id = id;
            person.name = text();
            person.team = number();
            session.persist(person);
        }
    }

    private void note(Session session) {
        Task task = session.find(Task.class, id());
        if (task == null) {
            return;
        }
        NoteId id = new NoteId(task.id, value());
        Note note = session.find(Note.class, id);
        if (note != null && random.nextInt(3) == 0) {
            session.remove(note);
        } else if (note != null) {
            note.stars = number();
            note.author = reference(session, Person.class);
        } else {
            note = new Note();
            note.id = id;
            note.task = task;
            note.text = text();
            note.stars = number();
            note.author = reference(session, Person.class);
            session.persist(note);
        }
    }

    private void label(Session session) {
        long id = id();
        Label label = session.find(Label.class, id);
        if (label == null) {
            label = new Label();
            label.id = id;
            session.persist(label);
        }
        label.name = text();
        label.color = number();
    }

    private void article(Session session) {
        long id = id();
        boolean exists =
                session.createNativeQuery(
                                        "select count(*) from Article where id = " + id, Long.class)
                                .getSingleResult()
                        > 0;
        Article article = exists ? session.find(Article.class, id) : new Article();
        if (article == null) {
            return;
        }
        article.state = number();
        article.hidden = random.nextInt(2);
        if (!exists) {
            article.id = id;
            article.project = reference(session, Project.class);
            session.persist(article);
        }
    }

    private void document(Session session) {
        long id = id();
        Document document = session.find(Document.class, id);
        boolean isNew = document == null;
        if (document == null) {
            document = pick(List.of(new Document(), new Memo(), new Report()));
            document.id = id;
        }
        document.state = number();
        if (isNew || random.nextBoolean()) {
            document.project = reference(session, Project.class);
        }
        if (document instanceof Memo memo) {
            memo.urgency = number();
        }
        if (document instanceof Report report) {
            report.pages = number();
        }
        if (isNew) {
            session.persist(document);
        }
    }

    private void asset(Session session) {
        long id = id();
        Asset asset = session.find(Asset.class, id);
        boolean isNew = asset == null;
        if (asset == null) {
            asset = pick(List.of(new Asset(), new Vehicle(), new Tool()));
            asset.id = id;
        }
        if (isNew || random.nextBoolean()) {
            asset.state = number();
            asset.project = reference(session, Project.class);
        }
        if (asset instanceof Vehicle vehicle) {
            vehicle.wheels = number();
        }
        if (asset instanceof Tool tool) {
            tool.weight = number();
            tool.holder = reference(session, Person.class);
        }
        if (isNew) {
            session.persist(asset);
        }
    }

    private void event(Session session) {
        long id = id();
        Event event = session.find(Event.class, id);
        boolean isNew = event == null;
        if (event == null) {
            event = pick(List.of(new Event(), new Login(), new Logout()));
            event.id = id;
        }
        event.level = number();
        if (event instanceof Login login) {
            login.person = reference(session, Person.class);
        }
        if (event instanceof Logout logout) {
            logout.reason = number();
        }
        if (isNew) {
            session.persist(event);
        }
    }
}
