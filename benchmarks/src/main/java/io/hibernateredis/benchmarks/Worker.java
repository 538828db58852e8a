package io.hibernateredis.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.hibernateredis.benchmarks.Order.Link;
import io.hibernateredis.benchmarks.model.Dataset;
import io.hibernateredis.benchmarks.workload.Workload;
import io.hibernateredis.benchmarks.workload.Workloads;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.SessionFactory;

/**
 * The main class of a contender's JVM. It creates the rows, prints {@code ready}, then answers each
 * {@link Order} on its standard input by an {@link Outcome}, and ends with its input.
 */
final class Worker implements AutoCloseable {
    static final String READY = "ready";
    private static final String ANSWER = "outcome ";

    private final WorkerSettings settings;
    private final Map<String, Workload> workloads;
    private final Map<Link, List<Application>> applications = new EnumMap<>(Link.class);
    private final Load load = new Load();
    private final String cache = UUID.randomUUID().toString();

    Worker(WorkerSettings settings) {
        this.settings = settings;
        workloads =
                Workloads.all(settings.scale()).stream()
                        .collect(Collectors.toMap(Workload::id, Function.identity()));
        for (Link link : Link.values()) {
            applications.put(link, new ArrayList<>());
        }
    }

    public static void main(String[] args) throws Exception {
        var settings = Json.ofLine(args[0], WorkerSettings.class);
        try (var worker = new Worker(settings);
                var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            if (settings.createsRows()) {
                worker.createRows();
            }
            System.out.println(READY);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                var outcome = worker.carryOut(Json.ofLine(line, Order.class));
                System.out.println(ANSWER + Json.line(outcome));
            }
        }
        System.exit(0);
    }

    static boolean isAnswer(String line) {
        return line.startsWith(ANSWER);
    }

    static Outcome answer(String line) {
        return Json.ofLine(line.substring(ANSWER.length()), Outcome.class);
    }

    void createRows() {
        Dataset.create(factories(Link.NEAR, 1).get(0), settings.scale().rows());
    }

    Outcome carryOut(Order order) throws InterruptedException {
        var workload = requireNonNull(workloads.get(order.workload()), order.workload());
        var factories = factories(order.link(), workload.factories());
        if (order.prepare()) {
            factories.forEach(workload::prepare);
        }
        for (SessionFactory factory : factories) {
            factory.getStatistics().setStatisticsEnabled(order.counting());
            factory.getStatistics().clear();
        }
        return load.run(workload, factories, order);
    }

    /** The first session factories of a link, which are built when they are first needed. */
    private List<SessionFactory> factories(Link link, int count) {
        var built = requireNonNull(applications.get(link));
        while (built.size() < count) {
            built.add(
                    Application.open(
                            settings.contender(),
                            settings.jdbcUrl(link),
                            settings.redisUri(link),
                            cache(link, built.size())));
        }
        return built.stream().limit(count).map(Application::factory).toList();
    }

    /** All session factories share a cache in Redis; in the JVM each has its own. */
    private String cache(Link link, int number) {
        if (settings.contender() == Contender.NONE) {
            return "";
        }
        return settings.contender().isInTheJvm() ? cache + link + number : cache;
    }

    @Override
    public void close() {
        load.close();
        applications.values().forEach(some -> some.forEach(Application::close));
    }
}
