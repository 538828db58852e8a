package io.hibernateredis.sample.board;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** A task: mutable, its revision is its {@code @Version}; its comments are a cached collection. */
@Entity
@Table(name = "sample_tasks", indexes = @Index(columnList = "project_id"))
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "task")
public class Task {
    @Id private long id;
    @Version private long revision;
    private String title;

    @Enumerated(EnumType.STRING)
    private TaskStatus status = TaskStatus.OPEN;

    /**
     * The number of the last comment that was posted; comments are numbered from 1 in each task.
     */
    private long lastComment;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Project project;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private User assignee;

    @OneToMany(mappedBy = "task")
    @OrderBy("number")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "task.comments")
    private List<Comment> comments = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected Task() {}

    public Task(long id, String title, Project project, User assignee) {
        this.id = id;
        this.title = title;
        this.project = project;
        this.assignee = assignee;
    }

    /** Adds a comment, which the caller persists, under the next number. */
    public Comment post(User author, String text) {
        var comment = new Comment(this, ++lastComment, author, text);
        comments.add(comment);
        return comment;
    }

    public void retitle(String newTitle, TaskStatus newStatus) {
        title = newTitle;
        status = newStatus;
    }

    public void assign(User newAssignee) {
        assignee = newAssignee;
    }

    public long getId() {
        return id;
    }

    public long getRevision() {
        return revision;
    }

    public String getTitle() {
        return title;
    }

    public TaskStatus getStatus() {
        return status;
    }

    public long getLastComment() {
        return lastComment;
    }

    public Project getProject() {
        return project;
    }

    public User getAssignee() {
        return assignee;
    }

    public List<Comment> getComments() {
        return comments;
    }
}
