package io.hibernateredis.benchmarks;

import static java.util.Objects.requireNonNull;

import io.hibernateredis.benchmarks.Order.Link;
import io.hibernateredis.benchmarks.workload.Scale;
import java.util.Map;

/**
 * What a worker is started with.
 *
 * @param jdbcUrls of the contender's own database
 * @param redisUris of the contender's own Redis; empty if it needs none
 * @param createsRows whether it is the first on its database
 */
record WorkerSettings(
        Contender contender,
        Scale scale,
        Map<Link, String> jdbcUrls,
        Map<Link, String> redisUris,
        boolean createsRows) {

    WorkerSettings ofAnother() {
        return new WorkerSettings(contender, scale, jdbcUrls, redisUris, false);
    }

    String jdbcUrl(Link link) {
        return requireNonNull(jdbcUrls.get(link));
    }

    String redisUri(Link link) {
        return redisUris.getOrDefault(link, "");
    }
}
