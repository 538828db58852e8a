package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.workload.Client;
import io.hibernateredis.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hibernate.SessionFactory;

/** Runs workloads on threads, which live on for the next. Used by one thread. */
final class Load implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Of each workload: the same in all JVMs, so that all contenders draw the same. */
    private final Map<String, Integer> runs = new HashMap<>();

    Outcome run(Workload workload, List<SessionFactory> factories, Order order)
            throws InterruptedException {
        int run = runs.merge(workload.id(), 1, Integer::sum);
        var clients = new ArrayList<Client>();
        for (int number = 0; number < order.threads(); number++) {
            clients.add(new Client(number, run, factories));
        }
        var start = new CountDownLatch(1);
        var ends = new ArrayList<Future<Long>>();
        var latencies = new ArrayList<Latencies>();
        for (Client client : clients) {
            var its = new Latencies();
            latencies.add(its);
            Callable<Long> task =
                    () -> {
                        start.await();
                        return drive(workload, client, order, its);
                    };
            ends.add(threads.submit(task));
        }
        var before = Consumption.now();
        start.countDown();
        long operations = 0;
        for (var end : ends) {
            operations += join(end);
        }
        var used = Consumption.now().since(before);
        return outcome(operations, used, latencies, Counts.of(factories), clients);
    }

    private static Outcome outcome(
            long operations,
            Consumption.Used used,
            List<Latencies> latencies,
            Counts counts,
            List<Client> clients) {
        long[] sorted = Latencies.sorted(latencies);
        return new Outcome(
                operations,
                used.nanos(),
                Latencies.percentile(sorted, 50),
                Latencies.percentile(sorted, 99),
                used.cpu(),
                used.allocated(),
                counts.statements(),
                counts.hits(),
                counts.misses(),
                clients.stream().mapToLong(Client::staleReads).sum(),
                clients.stream().mapToLong(Client::conflicts).sum(),
                Latencies.percentile(sorted, 99.9));
    }

    /** Returns the number of operations. */
    private static long drive(Workload workload, Client client, Order order, Latencies latencies) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(order.millis());
        long operations = 0;
        boolean more = true;
        while (more) {
            workload.before(client);
            long begin = System.nanoTime();
            workload.run(client);
            long now = System.nanoTime();
            latencies.add(now - begin);
            operations++;
            more =
                    order.operations() > 0
                            ? operations < order.operations()
                                    && (order.millis() == 0 || now - end < 0)
                            : now - end < 0;
        }
        return operations;
    }

    private static long join(Future<Long> end) throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an operation failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
