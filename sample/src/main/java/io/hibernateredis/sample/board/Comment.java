package io.hibernateredis.sample.board;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** A comment: posted and deleted, never changed. */
@Entity
@Table(name = "sample_comments", indexes = @Index(columnList = "task_id"))
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE, region = "comment")
public class Comment {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "comments")
    @SequenceGenerator(name = "comments", sequenceName = "sample_comment_ids", allocationSize = 50)
    private long id;

    private long number;
    private String text;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Task task;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private User author;

    @SuppressWarnings("NullAway.Init")
    protected Comment() {}

    Comment(Task task, long number, User author, String text) {
        this.task = task;
        this.number = number;
        this.author = author;
        this.text = text;
    }

    public long getId() {
        return id;
    }

    public long getNumber() {
        return number;
    }

    public String getText() {
        return text;
    }

    public Task getTask() {
        return task;
    }

    public User getAuthor() {
        return author;
    }
}
