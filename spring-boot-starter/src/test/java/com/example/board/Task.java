package com.example.board;

import io.hibernateredis.tags.CacheTags;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;

@Entity
@Cacheable
@CacheTags("board:{board.id}")
public class Task {

    @Id private Long id;
    @Version private int version;
    private int points;

    @ManyToOne(fetch = FetchType.LAZY)
    private Board board;

    protected Task() {}

    public Task(Long id, Board board) {
        this.id = id;
        this.board = board;
    }

    public Long getId() {
        return id;
    }

    public int getPoints() {
        return points;
    }

    public void setPoints(int points) {
        this.points = points;
    }
}
