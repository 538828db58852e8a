package com.example.planner;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.tagged.TaggedCache;
import io.hibernateredis.tags.Tags;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.SessionFactory;

public class Boards {

    public record Board(long project, long points) {}

    private final SessionFactory sessionFactory;
    private final TaggedCache cache;

    public Boards(SessionFactory sessionFactory) {
        this.sessionFactory = sessionFactory;
        this.cache = TaggedCache.of(sessionFactory, "boards");
    }

    // documentation: begin
    public Board board(long project) {
        return cache.getOrCompute(
                "board:" + project,
                Board.class,
                Duration.ofMinutes(10),
                Tags.rows(Task.class, "project.id", project),
                () -> new Board(project, points(project)));
    }

    public Optional<String> etag(long project) {
        return cache.etag(Tags.named("board:" + project));
    }

    // documentation: end

    private long points(long project) {
        return Cluster.fromTransaction(
                sessionFactory,
                session ->
                        session.createSelectionQuery(
                                        "select sum(points) from Task where project.id = :project",
                                        Long.class)
                                .setParameter("project", project)
                                .getSingleResult());
    }
}
