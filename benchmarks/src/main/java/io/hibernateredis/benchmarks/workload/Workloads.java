package io.hibernateredis.benchmarks.workload;

import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.model.Label;
import io.hibernateredis.benchmarks.model.Project;
import io.hibernateredis.benchmarks.model.Task;
import java.util.List;
import java.util.stream.Stream;

/** All workloads, in the order in which they are measured. */
public final class Workloads {
    /** The name of the workload that is one round trip and nothing else. */
    public static final String GET = "GET";

    static final Workload LABEL_HIT =
            new EntityHits("entity, 4 columns", Label.class, Dataset.LABELS, 1);

    private Workloads() {}

    /** Those that do not depend on how much is cached. */
    public static List<Workload> ofFixedSize() {
        return List.of(
                new EmptyTransaction(),
                LABEL_HIT,
                new EntityHits(
                        "entity, 15 columns and natural id", Project.class, Dataset.PROJECTS, 1),
                new EntityHits("ten entities", Task.class, 400, 10),
                new CollectionHit(),
                new NaturalIdHit(),
                QueryHit.ofOneEntity(),
                QueryHit.ofManyEntities(),
                QueryHit.ofManyIds(),
                QueryHit.ofScalar(),
                MissAndPut.of(1),
                MissAndPut.of(100),
                new Update(1),
                new Update(10),
                new Update(100),
                new Mix(),
                new RawCommand(1),
                new RawCommand(100));
    }

    /** Those of the given scale as well. */
    public static List<Workload> all(Scale scale) {
        return Stream.of(
                        ofFixedSize().stream(),
                        Stream.of(scale.few(), scale.weighed(), scale.many()).map(HitAmong::new),
                        scale.cleared().stream().map(Clear::new))
                .<Workload>flatMap(workloads -> workloads)
                .toList();
    }
}
