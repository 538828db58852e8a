package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.workload.Scale;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The driver: starts the servers and a JVM for each contender, measures, and writes what was
 * measured.
 */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(System.getProperty("benchmarks.directory", "."));
        try {
            run(Options.parse(directory, arguments), System.out);
            System.exit(0);
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static void run(Options options, PrintStream out) throws Exception {
        if (options.help()) {
            out.print(Options.USAGE);
            return;
        }
        if (options.near()) {
            near(options, out);
            return;
        }
        if (!options.reportOnly()) {
            measure(options, out).write(options.output());
        }
        new Report(Results.read(options.output())).write(options.output());
        out.println("Results are in " + options.output());
    }

    private static void near(Options options, PrintStream out) throws Exception {
        if (!options.reportOnly()) {
            onSites(
                            options,
                            Scale.NEAR,
                            out,
                            (sites, environment) ->
                                    new NearMeasurement(sites, options, out).run(environment))
                    .write(options.output());
        }
        new NearReport(NearResults.read(options.output())).write(options.output());
        out.println("Results are in " + options.output());
    }

    private static Results measure(Options options, PrintStream out) throws Exception {
        var scale = options.quick() ? Scale.QUICK : Scale.FULL;
        return onSites(
                options,
                scale,
                out,
                (sites, environment) ->
                        new Measurement(sites, options, scale, out).run(environment));
    }

    private interface Measured<T> {
        T of(List<Site> sites, Environment environment) throws Exception;
    }

    private static <T> T onSites(
            Options options, Scale scale, PrintStream out, Measured<T> measured) throws Exception {
        var sites = new ArrayList<Site>();
        try (var database = Database.open()) {
            try {
                open(sites, options, scale, database);
                var environment = environment(options, sites, database);
                out.println(environment);
                return measured.of(sites, environment);
            } finally {
                for (Site site : sites) {
                    site.close();
                }
            }
        }
    }

    private static void open(List<Site> sites, Options options, Scale scale, Database database)
            throws IOException, SQLException {
        for (Contender contender : options.contenders()) {
            sites.add(Site.open(contender, scale, database, options.jvmOptions()));
        }
        for (Site site : sites) {
            site.awaitReady();
        }
    }

    private static Environment environment(Options options, List<Site> sites, Database database)
            throws IOException {
        String redis =
                sites.stream()
                        .map(Site::redisProduct)
                        .filter(product -> !product.isEmpty())
                        .findFirst()
                        .orElse("none");
        return Environment.of(options.quick(), database.product(), redis);
    }
}
