package io.hibernateredis.proof;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XTrimParams;

/** What goes wrong in a phase. */
enum Fault {
    NONE,
    /** Messages are late, before and after their commands ran. */
    DELAYS {
        @Override
        void prepare(Stage stage) {
            stage.proxy().lateMicros = 6_000;
            stage.proxy().latePerMille = 100;
        }
    },
    /** Clients give up; what they sent runs all the same, before that or after. */
    TIMEOUTS {
        @Override
        void prepare(Stage stage) {
            stage.proxy().heldPerHundredThousand = 60;
        }
    },
    KILLED_BEFORE_COMMIT {
        @Override
        void strike(Stage stage) {
            stage.pause(1500);
            stage.killWorker("before");
        }
    },
    KILLED_AFTER_COMMIT {
        @Override
        void strike(Stage stage) {
            stage.pause(1500);
            stage.killWorker("after");
        }
    },
    WORKER_STOPPED {
        @Override
        void strike(Stage stage) {
            stage.pause(500);
            stage.stopWorker(300 + stage.random.nextInt(2500));
        }
    },
    REDIS_STOPPED {
        @Override
        void strike(Stage stage) {
            stage.pause(1500);
            stage.redis().pause();
            stage.pause(200 + stage.random.nextInt(2000));
            stage.redis().resume();
        }
    },
    REDIS_RESTARTED_EMPTY {
        @Override
        void strike(Stage stage) {
            stage.pause(1500);
            stage.redis().restartEmpty();
        }
    },
    REDIS_RESTORED {
        @Override
        void strike(Stage stage) {
            stage.pause(1000);
            Path snapshot = stage.redis().snapshot();
            stage.pause(200 + stage.random.nextInt(1500));
            stage.redis().restore(snapshot);
        }
    },
    KEYS_DELETED {
        @Override
        void strike(Stage stage) {
            for (int i = 0; i < 60; i++) {
                stage.pause(20);
                stage.admin(Fault::deleteAny);
            }
            // Without the key that tells the longest lease, all is hidden for the longest possible.
            int some = 1 + stage.random.nextInt(8);
            int lost = some == 8 ? 15 : some;
            stage.admin(
                    redis -> {
                        var transaction = redis.multi();
                        for (int bit = 0; bit < 4; bit++) {
                            if ((lost >> bit & 1) == 1) {
                                transaction.del(stage.key("idfb".charAt(bit)));
                            }
                        }
                        transaction.exec();
                    });
            stage.pause(1200);
        }
    },
    EVICTION_LRU {
        @Override
        void strike(Stage stage) {
            evict(stage, "allkeys-lru");
        }
    },
    EVICTION_RANDOM {
        @Override
        void strike(Stage stage) {
            evict(stage, "allkeys-random");
        }
    },
    EVICTION_TTL {
        @Override
        void strike(Stage stage) {
            evict(stage, "volatile-ttl");
        }
    },
    FLUSHALL {
        @Override
        void strike(Stage stage) {
            stage.pause(500 + stage.random.nextInt(2000));
            stage.admin(redis -> redis.flushAll());
        }
    },
    /**
     * JVMs that keep entries near are not called when others invalidate them, and do not see it.
     */
    EVENTS_DEAD {
        @Override
        void strike(Stage stage) {
            stage.pause(300);
            stage.proxy().holdsEvents = true;
            stage.pause(stage.random.nextInt(2500));
            stage.proxy().holdsEvents = false;
            stage.proxy().breakEvents();
        }
    },
    /** The reverse: JVMs that keep entries near are called, and cannot answer. */
    ALL_BUT_EVENTS_DEAD {
        @Override
        void strike(Stage stage) {
            stage.pause(1500);
            stage.proxy().holdsAllElse = true;
            stage.pause(200 + stage.random.nextInt(2000));
            stage.proxy().holdsAllElse = false;
        }
    },
    /** The log of invalidations is trimmed or lost, or who follows it is. */
    NEAR_KEYS_LOST {
        @Override
        void strike(Stage stage) {
            stage.pause(stage.random.nextInt(300));
            int which = stage.random.nextInt(3);
            stage.admin(
                    redis -> {
                        if (which == 0) {
                            redis.xtrim(stage.key('v'), XTrimParams.xTrimParams().maxLen(0));
                        } else {
                            redis.del(stage.key(which == 1 ? 'v' : 'm'));
                        }
                    });
        }
    },
    CLOCK_STEPPED {
        @Override
        void strike(Stage stage) {
            stage.pause(1500);
            stage.stepClock(stage.random.nextInt(20) - 10);
        }
    },
    /** Commits go on while Redis is silent: then only the session factory itself is never stale. */
    COMMITS_GO_ON {
        @Override
        void strike(Stage stage) {
            (stage.random.nextBoolean() ? REDIS_STOPPED : REDIS_RESTORED).strike(stage);
        }

        @Override
        boolean isForOneSite() {
            return true;
        }

        @Override
        Map<String, String> settings() {
            return Map.of("on_unreachable", "commit");
        }
    },
    /**
     * JVMs lose Redis one by one, commit all the same, are killed while they owe, and come back.
     */
    CUT_OFF {
        @Override
        void strike(Stage stage) {
            int one = stage.anyWorker();
            stage.pause(500);
            cut(stage, one);
            if (stage.random.nextInt(3) == 0) {
                cut(stage, 1 - one);
            }
            stage.pause(2000 + stage.random.nextInt(3000));
            if (stage.random.nextInt(2) == 0) {
                stage.killWorker(one, stage.random.nextBoolean() ? "before" : "after");
                stage.pause(stage.random.nextInt(3000));
            }
            stage.proxyOf(one).restore();
            stage.pause(stage.random.nextInt(300));
            stage.proxyOf(1 - one).restore();
            stage.pause(stage.random.nextInt(3000));
        }

        /** At once, or so that messages arrive when they are not expected any more. */
        private void cut(Stage stage, int worker) {
            if (stage.random.nextBoolean()) {
                stage.proxyOf(worker).cut();
            } else {
                stage.proxyOf(worker).holdsAllElse = true;
            }
        }

        @Override
        boolean cutsOffSome() {
            return true;
        }

        @Override
        Map<String, String> settings() {
            return Map.of("on_unreachable", "outbox");
        }
    },
    /** One after the other, at random, over a bad network. */
    ALL_TOGETHER {
        @Override
        void prepare(Stage stage) {
            DELAYS.prepare(stage);
            TIMEOUTS.prepare(stage);
        }

        @Override
        void strike(Stage stage) {
            Fault next = CHOICE.get(stage.random.nextInt(CHOICE.size()));
            if (next == CLOCK_STEPPED && !Stage.canStepClock()) {
                return;
            }
            next.strike(stage);
        }
    };

    private static final List<Fault> CHOICE =
            List.of(
                    KILLED_BEFORE_COMMIT,
                    KILLED_AFTER_COMMIT,
                    REDIS_STOPPED,
                    REDIS_RESTARTED_EMPTY,
                    REDIS_RESTORED,
                    KEYS_DELETED,
                    FLUSHALL,
                    EVENTS_DEAD,
                    NEAR_KEYS_LOST,
                    CLOCK_STEPPED);

    /** Begins what lasts for the whole phase. */
    void prepare(Stage stage) {
        // Nothing, for most.
    }

    /** One blow; repeated until the phase ends. */
    void strike(Stage stage) {
        stage.pause(200);
    }

    /** Whether there is one session factory in one JVM, so that all writes are its own. */
    boolean isForOneSite() {
        return false;
    }

    /** Whether each worker has a way to Redis of its own. */
    boolean cutsOffSome() {
        return false;
    }

    /** Settings of the cache, without their prefix. */
    Map<String, String> settings() {
        return Map.of();
    }

    boolean needsProxy() {
        return this == EVENTS_DEAD
                || this == ALL_BUT_EVENTS_DEAD
                || this == DELAYS
                || this == TIMEOUTS
                || this == ALL_TOGETHER;
    }

    boolean needsClock() {
        return this == CLOCK_STEPPED || (this == ALL_TOGETHER && Stage.canStepClock());
    }

    private static void deleteAny(Jedis redis) {
        String key = redis.randomKey();
        if (key != null) {
            redis.del(key);
        }
    }

    /** Lets the cache fill, and then leaves a little less memory than it took. */
    private static void evict(Stage stage, String policy) {
        stage.admin(
                redis -> {
                    redis.configSet("maxmemory", "0");
                    stage.pause(1000);
                    redis.configSet("maxmemory-policy", policy);
                    redis.configSet("maxmemory-samples", "3");
                    String used = redis.info("memory").split("used_memory:")[1].split("\r")[0];
                    redis.configSet("maxmemory", "" + (Long.parseLong(used) - 20_000));
                    stage.pause(2000);
                });
    }
}
