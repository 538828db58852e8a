package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.proof.FaultProxy;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ClientKillParams;

/**
 * Many threads ask and post over few connections, while these are killed, the server hangs and
 * forgets its scripts, messages are late, and threads are interrupted. Every value that is sent is
 * another, so an answer that was taken for another's shows. {@code -Dposted.seconds} says for how
 * long.
 */
class PostedStressTest {

    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final int THREADS = 8;

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    private final Script echo = Script.load(PostedStressTest.class, "identity", "identity.lua");
    private final LongAdder asked = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Queue<Mail> mails = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @Test
    void everyAnswer_isTheSendersOwn_andEveryPostIsToldOnce() throws Exception {
        long seconds = Long.getLong("posted.seconds", 5);
        try (var proxy = new FaultProxy(redis.server().port());
                var server =
                        RedisServer.at(
                                ConnectionSettings.of(proxy.uri(), LIMIT, LIMIT, LIMIT, 3),
                                List.of(echo))) {
            proxy.latePerMille = 20;
            proxy.lateMicros = 2000;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int number = t;
                threads.add(new Thread(() -> play(server, number, end)));
            }
            threads.forEach(Thread::start);
            while (System.nanoTime() < end) {
                spoil(server, threads);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            redis.server().resume();
            for (var thread : threads) {
                thread.join();
            }
            server.settle();
        }
        System.out.println(asked + " asked, " + answered + " posted, " + lost + " lost");
        assertThat(wrong).isEmpty();
        assertThat(mails).allSatisfy(mail -> assertThat(mail.told).hasValue(1));
        assertThat(asked.sum()).isGreaterThan(1000);
        assertThat(answered.sum()).isGreaterThan(1000);
        assertThat(lost.sum()).isPositive();
    }

    private void play(RedisServer server, int thread, long end) {
        for (int i = 0; System.nanoTime() < end; i++) {
            String value = thread + "-" + i;
            try {
                if (ThreadLocalRandom.current().nextInt(3) == 0) {
                    post(server, value);
                } else {
                    var replies = server.exchange(id -> List.of(call(value), call(value + "'")));
                    expect(value, replies, 0);
                    expect(value + "'", replies, 1);
                    asked.increment();
                }
            } catch (RedisUnavailableException | NoConnectionException e) {
                // That is what the faults are for.
            }
        }
    }

    private void post(RedisServer server, String value) {
        var mail = new Mail(value);
        server.post(id -> List.of(call(value)), mail);
        mails.add(mail);
    }

    private void spoil(RedisServer server, List<Thread> threads) {
        var random = ThreadLocalRandom.current();
        try {
            switch (random.nextInt(8)) {
                case 0 ->
                        redis.admin()
                                .clientKill(
                                        new ClientKillParams()
                                                .type(ClientType.NORMAL)
                                                .skipMe(ClientKillParams.SkipMe.YES));
                case 1 -> redis.admin().scriptFlush();
                case 2 -> {
                    redis.server().pause();
                    LockSupport.parkNanos(LIMIT.toNanos() * random.nextInt(3) / 2);
                    redis.server().resume();
                }
                case 3 -> server.forgetConnections();
                case 4 -> server.settle(Duration.ofMillis(random.nextInt(2)));
                default -> threads.get(random.nextInt(threads.size())).interrupt();
            }
        } catch (JedisException e) {
            // The faults strike here, too.
        }
    }

    private void expect(String value, Replies replies, int position) {
        String got = new String((byte[]) replies.elements(position).get(0), UTF_8);
        if (!got.equals(value)) {
            wrong.add(value + " was answered with " + got);
        }
    }

    private Call call(String value) {
        return Call.script(echo, List.of(), List.of(value.getBytes(UTF_8)));
    }

    /** One post. */
    private final class Mail implements ReplyHandler {

        private final String value;
        private final AtomicInteger told = new AtomicInteger();

        private Mail(String value) {
            this.value = value;
        }

        @Override
        public void answered(Replies replies) {
            told.incrementAndGet();
            answered.increment();
            expect(value, replies, 0);
        }

        @Override
        public void failed(RuntimeException cause) {
            told.incrementAndGet();
            lost.increment();
        }
    }
}
