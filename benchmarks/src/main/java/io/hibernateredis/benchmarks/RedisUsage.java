package io.hibernateredis.benchmarks;

import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;

/**
 * What a Redis has done and holds by an instant, as it tells itself.
 *
 * @param commands that clients sent
 * @param calls of each command, those of scripts included
 * @param received bytes
 * @param sent bytes
 * @param cpuMicros of the whole server
 * @param memory in bytes, that data and connections take
 */
record RedisUsage(
        double commands,
        Map<String, Double> calls,
        double received,
        double sent,
        double cpuMicros,
        double memory) {

    static RedisUsage of(Jedis redis) {
        var info = new TreeMap<String, String>();
        var calls = new TreeMap<String, Double>();
        for (String line : redis.info("everything").split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (line.startsWith("cmdstat_")) {
                String count = line.substring(colon + "calls=".length() + 1, line.indexOf(','));
                calls.put(line.substring("cmdstat_".length(), colon), Double.valueOf(count));
            } else if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return new RedisUsage(
                number(info, "total_commands_processed"),
                calls,
                number(info, "total_net_input_bytes"),
                number(info, "total_net_output_bytes"),
                1e6 * (number(info, "used_cpu_user") + number(info, "used_cpu_sys")),
                number(info, "used_memory"));
    }

    private static double number(Map<String, String> info, String name) {
        return Double.parseDouble(info.getOrDefault(name, "0"));
    }

    RedisUsage minus(RedisUsage before) {
        var difference = new TreeMap<String, Double>();
        calls.forEach(
                (command, count) ->
                        difference.put(command, count - before.calls.getOrDefault(command, 0.0)));
        difference.values().removeIf(count -> count == 0);
        return new RedisUsage(
                commands - before.commands,
                difference,
                received - before.received,
                sent - before.sent,
                cpuMicros - before.cpuMicros,
                memory - before.memory);
    }

    RedisUsage dividedBy(double operations) {
        var each = new TreeMap<String, Double>();
        calls.forEach((command, count) -> each.put(command, count / operations));
        return new RedisUsage(
                commands / operations,
                each,
                received / operations,
                sent / operations,
                cpuMicros / operations,
                memory / operations);
    }
}
