package io.hibernateredis.benchmarks;

import static io.hibernateredis.benchmarks.Markdown.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What operations send, as Markdown. */
record SentTables(Results results, Markdown text) {
    void write() {
        commands();
        servers();
    }

    private void commands() {
        var rows = new ArrayList<List<String>>();
        for (Messages sent : results.messages()) {
            if (Contender.ofId(sent.contender()).usesRedis()) {
                var budget =
                        Contender.ofId(sent.contender()).isOurs()
                                ? Budgets.of(sent.workload())
                                : Optional.<Budgets.Budget>empty();
                rows.add(
                        List.of(
                                sent.workload(),
                                Tables.entries(sent.entries()),
                                Contender.ofId(sent.contender()).title(),
                                "%.2f".formatted(sent.redisWaits()),
                                "%.2f".formatted(sent.commandsSent()),
                                budget.map(b -> number(b.commands())).orElse(""),
                                names(sent.commands())));
            }
        }
        text.table(
                "Commands sent to Redis, and waited for, an operation",
                1,
                List.of(
                        "operation",
                        "entries",
                        "contender",
                        "times waited",
                        "commands sent",
                        "at most",
                        "which"),
                rows);
    }

    private static String names(Map<String, Double> commands) {
        return commands.entrySet().stream()
                .filter(command -> command.getValue() >= 0.005)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(command -> "%s %.2f".formatted(command.getKey(), command.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void servers() {
        var rows = new ArrayList<List<String>>();
        for (Messages sent : results.messages()) {
            rows.add(
                    List.of(
                            sent.workload(),
                            Tables.entries(sent.entries()),
                            Contender.ofId(sent.contender()).title(),
                            "%.2f".formatted(sent.statements()),
                            "%.2f".formatted(sent.databaseRoundTrips()),
                            "%.2f".formatted(sent.redisRoundTrips()),
                            "%.2f".formatted(sent.redis().commands()),
                            number(sent.redis().received()),
                            number(sent.redis().sent()),
                            number(Math.max(0, sent.redis().cpuMicros()))));
        }
        text.table(
                "What the servers do for an operation",
                1,
                List.of(
                        "operation",
                        "entries",
                        "contender",
                        "statements",
                        "round trips to the database",
                        "to Redis",
                        "commands in Redis, those of scripts included",
                        "bytes to Redis",
                        "bytes from Redis",
                        "processor time of Redis, µs"),
                rows);
    }
}
