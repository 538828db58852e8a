package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Label;
import io.hibernateredis.benchmarks.model.Task;
import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All workloads, in the order in which they are measured. */
public final class Workloads {
    /** The name of the workload that is one round trip and nothing else. */
    public static final String GET = "GET";

    private Workloads() {}

    /**
     * The everyday operations, each among all numbers of entries. Those that change what others
     * read come last.
     */
    public static List<Workload> operations(Scale scale) {
        var workloads = new ArrayList<Workload>();
        workloads.add(new EmptyTransaction());
        workloads.add(new RawCommand(1));
        workloads.add(new RawCommand(100));
        for (Sized sized :
                List.<Sized>of(
                        Workloads::findSmall,
                        Workloads::findTask,
                        Workloads::findTen,
                        CollectionHit::new,
                        NaturalIdHit::new,
                        QueryHit::ofManyEntities,
                        QueryHit::ofManyIds,
                        QueryHit::ofScalar,
                        entries -> new Update(1, entries),
                        entries -> new Update(100, entries),
                        Insert::new,
                        BulkUpdate::new,
                        Mix::new)) {
            scale.workingSets().forEach(entries -> workloads.add(sized.among(entries)));
        }
        workloads.add(MissAndPut.of(1));
        workloads.add(MissAndPut.of(100));
        return workloads;
    }

    /**
     * What a cache in the JVM makes fast, and what it costs. The commits come in the order of the
     * JVMs that take part, since those that have begun stay.
     */
    public static List<Workload> near(Scale scale) {
        var workloads = new ArrayList<Workload>();
        int entries = scale.standard();
        for (Sized sized :
                List.<Sized>of(
                        Workloads::findSmall,
                        Workloads::findTask,
                        Workloads::findTen,
                        CollectionHit::new,
                        NaturalIdHit::new,
                        QueryHit::ofManyEntities,
                        QueryHit::ofManyIds,
                        RepeatedQuery::new)) {
            workloads.add(sized.among(entries));
        }
        return workloads;
    }

    /** Commits, of which the last have others to wait for. */
    public static List<Workload> commits(Scale scale) {
        return Stream.of(0, 1, 3, 7).map(others -> commit(others, scale)).toList();
    }

    /** With so many other JVMs. */
    public static Workload commit(int others, Scale scale) {
        return new Commit(others, scale.standard());
    }

    /** Reads and writes over two session factories. */
    public static Workload mix(Scale scale) {
        return new Mix(scale.standard());
    }

    /** Brings entities near. */
    public static Workload reread(int entities) {
        return new Reread(entities);
    }

    private static Workload findSmall(int entries) {
        return new Find("find, 4 columns", Label.class, Rows.LABELS, 1, 1, entries);
    }

    private static Workload findTask(int entries) {
        return findTasks("find, natural id and associations", 1, entries);
    }

    private static Workload findTen(int entries) {
        return findTasks("ten finds", 10, entries);
    }

    private static Workload findTasks(String name, int finds, int entries) {
        return new Find(name, Task.class, Rows.PROJECTS, Dataset.TASKS_PER_PROJECT, finds, entries);
    }

    /** A workload that is made for a number of entries. */
    private interface Sized {
        Workload among(int entries);
    }

    /** All of them: the operations, and what depends on the size of a region. */
    public static List<Workload> all(Scale scale) {
        var workloads = new ArrayList<>(operations(scale));
        workloads.add(new Fill(scale.few()));
        workloads.add(new Fill(scale.weighed()));
        workloads.add(new RepeatedQuery(scale.standard()));
        workloads.addAll(commits(scale));
        workloads.add(new Reread(scale.few()));
        workloads.add(new Reread(scale.weighed()));
        scale.cleared().forEach(entries -> workloads.add(new Clear(entries)));
        return workloads;
    }
}
