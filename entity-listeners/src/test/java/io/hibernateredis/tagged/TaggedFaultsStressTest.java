package io.hibernateredis.tagged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.proof.FaultProxy;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.region.HookedConnections;
import io.hibernateredis.tagged.Planner.Project;
import io.hibernateredis.tagged.Planner.Task;
import io.hibernateredis.tagged.TaggedWorker.Mistake;
import io.hibernateredis.testing.RedisExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two JVMs keep values by tags while the network, Redis and they themselves fail. */
class TaggedFaultsStressTest {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    private final List<String> stale = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<Worker> workers = new ArrayList<>();
    private Server database;
    private FaultProxy proxy;
    private SessionFactory keeper;
    private String url;

    @BeforeEach
    void start() throws Exception {
        String name = "mem:faults" + System.nanoTime();
        database = Server.createTcpServer("-tcpPort", "0").start();
        proxy = new FaultProxy(REDIS.server().port());
        keeper =
                TaggedWorker.open(
                        REDIS.uri().toString(),
                        new HookedConnections("jdbc:h2:" + name + ";DB_CLOSE_DELAY=-1"),
                        "create");
        url = "jdbc:h2:tcp://localhost:" + database.getPort() + "/" + name;
        Cluster.inTransaction(
                keeper,
                session -> {
                    for (long project = 1; project <= 2; project++) {
                        session.persist(new Project(project));
                    }
                    for (long task = 0; task < TaggedWorker.TASKS; task++) {
                        session.persist(new Task(task, session.getReference(Project.class, 1L), 0));
                    }
                });
    }

    @AfterEach
    void end() {
        workers.forEach(worker -> worker.process.destroyForcibly());
        keeper.close();
        proxy.close();
        database.stop();
    }

    /** Another JVM of this class path. */
    private final class Worker {

        final int number;
        final Process process;
        final BlockingQueue<String> said = new LinkedBlockingQueue<>();

        Worker(int number, Mistake mistake) throws IOException {
            this.number = number;
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx256m",
                                    "-XX:+UseSerialGC",
                                    "-Dorg.jboss.logging.provider=slf4j",
                                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    TaggedWorker.class.getName(),
                                    proxy.uri(),
                                    url,
                                    String.valueOf(number),
                                    mistake.name())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            workers.add(this);
            var listener = new Thread(this::listen);
            listener.setDaemon(true);
            listener.start();
        }

        private void listen() {
            try (var lines = process.inputReader(UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("STALE")) {
                        stale.add(line);
                    } else {
                        said.add(line);
                    }
                }
            } catch (IOException dead) {
                // It was killed.
            }
        }

        Worker ready() throws InterruptedException {
            assertThat(said.poll(60, TimeUnit.SECONDS)).isEqualTo("READY");
            return this;
        }

        void order(String order) throws IOException {
            process.getOutputStream().write((order + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        }

        /** How many values it compared, how many hits it had, and how often it committed. */
        String[] end() throws Exception {
            order("end");
            String done = said.poll(60, TimeUnit.SECONDS);
            assertThat(done).startsWith("DONE");
            return done.split(" ");
        }
    }

    /** Kills it between a commit and its close, and lets another take its place. */
    private Worker dieAndReplace(Worker worker) throws Exception {
        worker.order("die");
        assertThat(worker.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Worker(worker.number, Mistake.NONE).ready();
    }

    @Test
    void taggedValues_areNeverStale_whateverFails() throws Exception {
        var one = new Worker(0, Mistake.NONE);
        var two = new Worker(1, Mistake.NONE);
        one.ready();
        two.ready();
        TimeUnit.SECONDS.sleep(2);

        proxy.lateMicros = 6000;
        proxy.latePerMille = 100;
        TimeUnit.SECONDS.sleep(2);
        proxy.latePerMille = 0;

        one = dieAndReplace(one);
        two = dieAndReplace(two);
        TimeUnit.SECONDS.sleep(1);

        REDIS.server().restartEmpty();
        TimeUnit.SECONDS.sleep(3);

        for (int i = 0; i < 3; i++) {
            REDIS.admin().flushAll();
            TimeUnit.MILLISECONDS.sleep(1500);
        }
        long[] sums = new long[3];
        for (Worker worker : List.of(one, two)) {
            String[] counts = worker.end();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += Long.parseLong(counts[i + 1]);
            }
        }
        System.out.printf(
                "tagged faults: %d compared, %d hits, %d commits, %d stale%n",
                sums[0], sums[1], sums[2], stale.size());
        assertThat(stale).isEmpty();
        assertThat(sums[0]).as("compared").isGreaterThan(30);
        assertThat(sums[1]).as("hits").isGreaterThan(100);
        assertThat(sums[2]).as("commits").isGreaterThan(50);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mistake_isNoticed(Mistake mistake) throws Exception {
        var one = new Worker(0, mistake);
        var two = new Worker(1, mistake);
        one.ready();
        two.ready();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (stale.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(stale).isNotEmpty().allMatch(line -> line.startsWith("STALE "));
    }
}
