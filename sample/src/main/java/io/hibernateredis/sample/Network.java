package io.hibernateredis.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The way from the application to its servers: straight, or through proxies that make each round
 * trip longer, to Redis and to the database alike.
 */
final class Network implements AutoCloseable {
    private final List<DelayProxy> proxies = new ArrayList<>();
    private final Duration latency;
    private String jdbcUrl;
    private String redisUri;

    private Network(Duration latency, String jdbcUrl, String redisUri) {
        this.latency = latency;
        this.jdbcUrl = jdbcUrl;
        this.redisUri = redisUri;
    }

    /**
     * Opens the way.
     *
     * @param latency what a round trip takes in addition; nothing if zero
     */
    static Network open(Duration latency, String jdbcUrl, String redisUri) throws IOException {
        var network = new Network(latency, jdbcUrl, redisUri);
        if (!latency.isZero()) {
            network.jdbcUrl = network.delayed(Address.ofDatabase("the database", jdbcUrl));
            network.redisUri = network.delayed(Address.ofRedis("Redis", redisUri));
        }
        return network;
    }

    private String delayed(Address server) throws IOException {
        var proxy = DelayProxy.open(server, latency);
        proxies.add(proxy);
        return server.through(proxy.port());
    }

    String jdbcUrl() {
        return jdbcUrl;
    }

    String redisUri() {
        return redisUri;
    }

    @Override
    public void close() {
        proxies.forEach(DelayProxy::close);
    }
}
