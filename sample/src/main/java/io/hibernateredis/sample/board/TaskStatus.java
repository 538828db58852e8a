package io.hibernateredis.sample.board;

/** How far a task has come. */
public enum TaskStatus {
    OPEN,
    DOING,
    DONE
}
