package io.hibernateredis.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line.
 *
 * @param near whether caches in the JVM are compared, and what they cost commits
 * @param contenders in the order in which they take their turns
 * @param only parts of the names of the workloads to run; all if empty
 * @param jvmOptions of the contenders' JVMs
 * @param output the directory of the results
 */
record Options(
        boolean help,
        boolean quick,
        boolean reportOnly,
        boolean near,
        Set<Contender> contenders,
        List<String> only,
        List<String> jvmOptions,
        Path output) {

    static final String USAGE =
            """
            benchmarks/run [option ...] [contender ...]
              contenders: none caffeine caffeine-copy redisson ours ours-json ours-queries ours-near jedis; unless named,
                all but ours-json, ours-near and caffeine-copy
              --quick         less than five minutes, to see that all works; the times mean nothing
              --near          compares caches in the JVM, and what keeping entries near costs commits; less than ten minutes
              --only TEXT     only workloads whose name contains TEXT; may be repeated
              --output DIR    where the results go; benchmarks/results, or with --quick benchmarks/target/results
              --jvm OPTION    an option of the contenders' JVMs; may be repeated
              --report        measure nothing, write the report on the results of an earlier run again
              --micro         the JMH benchmarks; what follows goes to JMH
            """;

    static Options parse(Path directory, String[] arguments) {
        boolean help = false;
        boolean quick = false;
        boolean reportOnly = false;
        boolean near = false;
        var output = Optional.<Path>empty();
        var contenders = EnumSet.noneOf(Contender.class);
        var only = new ArrayList<String>();
        var jvmOptions = new ArrayList<String>();
        var left = List.of(arguments).iterator();
        while (left.hasNext()) {
            String argument = left.next();
            switch (argument) {
                case "--help" -> help = true;
                case "--quick" -> quick = true;
                case "--report" -> reportOnly = true;
                case "--near" -> near = true;
                case "--only" -> only.add(valueOf(argument, left));
                case "--jvm" -> jvmOptions.add(valueOf(argument, left));
                case "--output" -> output = Optional.of(Path.of(valueOf(argument, left)));
                default -> {
                    if (argument.startsWith("-")) {
                        throw new UsageException("There is no option " + argument);
                    }
                    contenders.add(Contender.ofId(argument));
                }
            }
        }
        var standard = directory.resolve(quick ? "target/results" : "results");
        var usual = near ? Contender.near() : Contender.standard();
        return new Options(
                help,
                quick,
                reportOnly,
                near,
                contenders.isEmpty() ? usual : contenders,
                only,
                jvmOptions,
                output.orElse(near ? standard.resolve("near") : standard));
    }

    private static String valueOf(String option, Iterator<String> left) {
        if (!left.hasNext()) {
            throw new UsageException(option + " needs a value");
        }
        return left.next();
    }

    boolean includes(String workload) {
        return only.isEmpty() || only.stream().anyMatch(workload::contains);
    }
}
