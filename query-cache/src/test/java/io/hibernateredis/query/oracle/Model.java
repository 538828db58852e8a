package io.hibernateredis.query.oracle;

import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.DiscriminatorType;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.ParamDef;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.SoftDelete;

/** A mapping that has something of everything. Few distinct values, so that queries meet them. */
public final class Model {

    private Model() {}

    /** All entities. */
    public static final List<Class<?>> ENTITIES =
            List.of(
                    Project.class,
                    Task.class,
                    Person.class,
                    Note.class,
                    Label.class,
                    Article.class,
                    Document.class,
                    Memo.class,
                    Report.class,
                    Asset.class,
                    Vehicle.class,
                    Tool.class,
                    Event.class,
                    Login.class,
                    Logout.class);

    /** What of two entities is embedded. */
    @Embeddable
    public static class Address {
        public String city = "c0";
        public int zip;
    }

    /** Has collections of each kind, and may refer to itself. */
    @Entity(name = "Project")
    @FilterDef(name = "busy", parameters = @ParamDef(name = "least", type = Integer.class))
    @Filter(name = "busy", condition = "status >= :least")
    public static class Project {
        @Id public Long id;
        @Version public int version;
        public String code;
        public Integer status;
        public boolean active;
        @Embedded public Address address = new Address();

        @ManyToOne(fetch = FetchType.LAZY)
        public Project parent;

        @ElementCollection public Set<String> tags = new HashSet<>();

        @OneToMany(mappedBy = "project")
        public Set<Task> tasks = new HashSet<>();
    }

    /** Has a composite natural order, a formula, and a join table. */
    @Entity(name = "Task")
    public static class Task {
        @Id public Long id;
        @Version public int version;
        public String title;
        public Integer priority;
        public Boolean done;

        @Formula("priority * 2")
        public Integer weight;

        @ManyToOne(fetch = FetchType.LAZY)
        public Project project;

        @ManyToOne public Person assignee;

        @ManyToMany public Set<Label> labels = new HashSet<>();

        @OneToMany(mappedBy = "task")
        public Set<Note> notes = new HashSet<>();
    }

    /** Is not deleted but marked. */
    @Entity(name = "Person")
    @SoftDelete
    public static class Person {
        @Id public Long id;
        public String name;
        public Integer team;
        @Embedded public Address address = new Address();
    }

    /** The key of a note. */
    @Embeddable
    public static class NoteId {
        @Column(name = "task_id")
        public Long taskId;

        public int nr;

        public NoteId() {}

        public NoteId(Long taskId, int nr) {
            this.taskId = taskId;
            this.nr = nr;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof NoteId that
                    && Objects.equals(taskId, that.taskId)
                    && nr == that.nr;
        }

        @Override
        public int hashCode() {
            return Objects.hash(taskId, nr);
        }
    }

    /** Has a composite key. */
    @Entity(name = "Note")
    public static class Note {
        @EmbeddedId public NoteId id;

        @MapsId("taskId")
        @ManyToOne(fetch = FetchType.LAZY)
        public Task task;

        public String text;
        public Integer stars;

        @ManyToOne public Person author;
    }

    /** Is named by tasks. */
    @Entity(name = "Label")
    public static class Label {
        @Id public Long id;
        public String name;
        public Integer color;
    }

    /** Is restricted by a piece of SQL. */
    @Entity(name = "Article")
    @SQLRestriction("hidden = 0")
    public static class Article {
        @Id public Long id;
        public Integer state;
        public Integer hidden;

        @ManyToOne(fetch = FetchType.LAZY)
        public Project project;
    }

    /** A hierarchy in one table. */
    @Entity(name = "Document")
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    @DiscriminatorColumn(name = "kind", discriminatorType = DiscriminatorType.INTEGER)
    @DiscriminatorValue("0")
    public static class Document {
        @Id public Long id;
        public Integer state;

        @ManyToOne(fetch = FetchType.LAZY)
        public Project project;
    }

    /** One kind of document. */
    @Entity(name = "Memo")
    @DiscriminatorValue("1")
    public static class Memo extends Document {
        public Integer urgency;
    }

    /** Another kind of document. */
    @Entity(name = "Report")
    @DiscriminatorValue("2")
    public static class Report extends Document {
        public Integer pages;
    }

    /** A hierarchy in joined tables. */
    @Entity(name = "Asset")
    @Inheritance(strategy = InheritanceType.JOINED)
    public static class Asset {
        @Id public Long id;
        public Integer state;

        @ManyToOne(fetch = FetchType.LAZY)
        public Project project;
    }

    /** One kind of asset. */
    @Entity(name = "Vehicle")
    public static class Vehicle extends Asset {
        public Integer wheels;
    }

    /** Another kind of asset. */
    @Entity(name = "Tool")
    public static class Tool extends Asset {
        public Integer weight;

        @ManyToOne public Person holder;
    }

    /** A hierarchy in tables of their own. */
    @Entity(name = "Event")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    public static class Event {
        @Id public Long id;
        public Integer level;
    }

    /** One kind of event. */
    @Entity(name = "Login")
    public static class Login extends Event {
        @ManyToOne public Person person;
    }

    /** Another kind of event. */
    @Entity(name = "Logout")
    public static class Logout extends Event {
        public Integer reason;
    }
}
