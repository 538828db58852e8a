package io.hibernateredis.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.commons.pool2.PooledObjectFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One Redis server, and the connections to it.
 *
 * <p>Each connection begins with a handshake: the server must be a master, its identity is read,
 * and it is taught the scripts. All that goes out on the connection afterwards is tied to that
 * identity, so each reply is known to be from the server that was asked. Thread-safe.
 */
public final class RedisServer extends Exchanges implements AutoCloseable {

    /** The most bytes that a value may have by default. */
    public static final int MAX_VALUE = 16 << 20;

    /** How long to wait where an application's client would wait for ever. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private static final long LEAST_LIMIT_NANOS = Duration.ofMillis(1).toNanos();

    /** What scripts and the handshake answer, and the header of an entry. */
    private static final int BESIDE_A_VALUE = 1 << 20;

    private final Links links;
    private final PooledObjectFactory<Connection> factory;
    private final Object route;
    private final @Nullable SlotQuestion slot;
    private final Duration wait;
    private final Duration readTimeout;
    private final AtomicLong generation = new AtomicLong();
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final @Nullable FollowedMaster master;

    private RedisServer(
            Links links,
            PooledObjectFactory<Connection> factory,
            Object route,
            String address,
            Duration wait,
            Duration readTimeout,
            Handshake handshake,
            @Nullable FollowedMaster master,
            @Nullable SlotQuestion slot) {
        super(address, handshake, System::nanoTime);
        this.slot = slot;
        this.links = links;
        this.factory = factory;
        this.route = route;
        this.wait = wait;
        this.readTimeout = readTimeout;
        this.master = master;
    }

    /** A server with connections of its own; nothing is opened yet. */
    public static RedisServer at(ConnectionSettings settings, List<Script> scripts) {
        return at(settings, scripts, MAX_VALUE);
    }

    /**
     * As {@link #at(ConnectionSettings, List)}.
     *
     * @param longestValue most bytes that an entry may have; of a larger one nothing is read
     */
    public static RedisServer at(
            ConnectionSettings settings, List<Script> scripts, int longestValue) {
        String address = settings.toString();
        Servers servers = settings.servers();
        SlotQuestion slot = servers.cluster() ? new SlotQuestion() : null;
        FollowedMaster master = servers.areWitnesses() ? FollowedMaster.of(settings, slot) : null;
        var factory = ConnectionFactories.of(settings, master, longestValue + BESIDE_A_VALUE);
        var server =
                new RedisServer(
                        new LinkPool(
                                factory,
                                settings.connections(),
                                address,
                                master == null ? () -> 0 : master::number,
                                System::nanoTime),
                        factory,
                        settings.withoutPool(),
                        address,
                        settings.borrowTimeout(),
                        settings.readTimeout(),
                        new Handshake(scripts, servers.cluster()),
                        master,
                        slot);
        if (master != null && slot == null) {
            master.start(server::forgetConnections);
        }
        return server;
    }

    /**
     * A server reached through the application's own client, whose settings apply, and which stays
     * the application's.
     *
     * @throws IllegalArgumentException if it is not a Jedis {@code RedisClient}
     */
    public static RedisServer of(Object client, List<Script> scripts) {
        if (!(client instanceof RedisClient jedis)) {
            throw new IllegalArgumentException(
                    "hibernate.cache.redis.client must be a "
                            + RedisClient.class.getName()
                            + ", but was a "
                            + client.getClass().getName());
        }
        String address = "the application's client";
        var pool = jedis.getPool();
        Duration configured = pool.getMaxWaitDuration();
        return new RedisServer(
                new ClientLinks(pool, address),
                pool.getFactory(),
                client,
                address,
                configured.isNegative() ? MAX_WAIT : configured,
                MAX_WAIT,
                new Handshake(scripts, false),
                null,
                null);
    }

    /**
     * Says what is asked for: of a cluster, the server is the master of the slot in which this key
     * lies, and all others. To be called once, before anything is sent.
     */
    public void serve(byte[] key) {
        if (slot != null) {
            slot.ofKey(key);
            Objects.requireNonNull(master).start(this::forgetConnections);
        }
    }

    /**
     * Sends some commands in one round trip and waits for their answers. A connection that turns
     * out to be dead is replaced once, so commands may run twice; a time-out is final.
     *
     * @param calls makes the commands, given the identity of the server they will go to
     * @throws RedisUnavailableException if no answer came
     * @throws RedisRefusedException if the server may not be used, as one that is not a master
     * @throws NoConnectionException if all connections were in use
     * @throws OversizedReplyException if the answer is larger than what may be read
     */
    public Replies exchange(LongFunction<List<Call>> calls) {
        return exchange(calls, wait);
    }

    /**
     * As {@link #exchange}, for what is worth a longer wait if all connections are in use: so long
     * that each of them must have been given back. If others say where the server is, it is sent
     * again, for as long as it may take to use another one.
     */
    public Replies exchangePatiently(LongFunction<List<Call>> calls) {
        return master == null
                ? exchange(calls, wait.plus(readTimeout))
                : master.patiently(() -> exchange(calls, wait.plus(readTimeout)));
    }

    /**
     * Sends some commands and does not wait for their answers, unless the connections are the
     * application's. Those who post from one thread and then ask from it reach Redis in this order,
     * as long as the thread finds its last connection free.
     *
     * @param calls makes the commands, given the identity of the server they will go to
     * @param handler is told once what became of them, unless this throws; by whatever thread
     * @throws RedisUnavailableException if they could not be sent
     * @throws RedisRefusedException if the server may not be used, as one that is not a master
     * @throws NoConnectionException if all connections were in use
     */
    public void post(LongFunction<List<Call>> calls, ReplyHandler handler) {
        post(calls, wait, handler);
    }

    /** As {@link #post}, with the wait of {@link #exchangePatiently}. */
    public void postPatiently(LongFunction<List<Call>> calls, ReplyHandler handler) {
        if (master != null) {
            master.awaitUsable();
        }
        post(calls, wait.plus(readTimeout), handler);
    }

    /**
     * Waits until all that was posted before is answered and told, or an answer may come no more.
     */
    public void settle() {
        Consumer<Link> settling = settling(readTimeout);
        links.forEach(
                readTimeout,
                link -> {
                    if (link.isOwing()) {
                        settling.accept(link);
                    } else {
                        links.giveBack(link);
                    }
                });
    }

    /** Reads the answers that are outstanding and have arrived. */
    public void readArrived() {
        links.forEachFree(
                Link::isOwing,
                link -> {
                    if (link.hasArrived()) {
                        settle(link, readTimeout.toNanos());
                    } else {
                        links.giveBack(link);
                    }
                });
    }

    /**
     * Reads the answers that are outstanding on connections that are not in use. Those that do not
     * come in time never will: their connections are closed.
     *
     * @param limit how long to wait for all of them together
     */
    public void settleFree(Duration limit) {
        links.forEachFree(Link::isOwing, settling(limit));
    }

    /** As {@link #settleFree(Duration)}, for as long as an answer may take. */
    public void settleFree() {
        settleFree(readTimeout);
    }

    private Consumer<Link> settling(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        return link -> settle(link, Math.max(LEAST_LIMIT_NANOS, deadline - System.nanoTime()));
    }

    /** Whether anything can be sent; not while those who say where the server is do not. */
    public boolean isKnown() {
        return master == null || master.isUsable();
    }

    /** A connection beside these, to be closed by the caller; nothing is opened yet. */
    public Line newLine() {
        if (master != null) {
            master.retain();
        }
        return new Line(factory, address, handshake, master);
    }

    /**
     * A connection that is told what is published on a channel, to be closed by the caller.
     *
     * @param longestSilence after which it is given up, since it may be dead
     * @throws RedisUnavailableException if there is none to be had
     */
    public Subscription subscribe(byte[] channel, Duration longestSilence)
            throws InterruptedException {
        var subscription =
                Subscription.open(factory, channel, longestSilence, subscriptions::remove);
        subscriptions.add(subscription);
        return subscription;
    }

    /**
     * Equal for those that reach the same server in the same way: where, as whom, how encrypted,
     * and with which time-outs; or by the same client.
     */
    public Object route() {
        return slot == null ? route : List.of(route, slot.slot());
    }

    /** Closes the connections that have not been needed for a minute. */
    public void closeIdleConnections() {
        links.closeIdle();
    }

    /** Makes every connection begin anew, with a handshake. */
    public void forgetConnections() {
        generation.incrementAndGet();
        links.dropFree();
        subscriptions.forEach(Subscription::disconnect);
    }

    /** Host and port, for messages. */
    @Override
    public String toString() {
        return address;
    }

    /** Closes the connections; what is outstanding on them is lost. */
    @Override
    public void close() {
        if (master != null) {
            master.release();
        }
        links.close();
    }

    @Override
    Link take(Duration longest) throws InterruptedException {
        return links.take(longest);
    }

    @Override
    void giveBack(Link link) {
        links.giveBack(link);
    }

    @Override
    @Nullable JedisException whyNotUsable(Link link) {
        return master == null ? null : master.whyNotUsable(link.master());
    }

    @Override
    boolean mayOwe() {
        return links.mayOwe();
    }

    @Override
    void connectionBroke() {
        links.dropFree();
    }

    @Override
    long identityOf(Link link, Outcomes outcomes) {
        long asOf = generation.get();
        var known = link.greeting();
        if (known != null && known.generation() != asOf) {
            known = null;
        }
        if (known != null && link.connection().isConnected()) {
            return known.identity();
        }
        link.settle(outcomes);
        long greeted = handshake.perform(link.connection());
        if (known != null && known.identity() != greeted) {
            forgetConnections();
        }
        link.greeted(new Link.Greeting(greeted, asOf));
        return greeted;
    }
}
