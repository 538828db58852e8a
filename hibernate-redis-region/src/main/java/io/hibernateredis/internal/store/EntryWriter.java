package io.hibernateredis.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.codec.Digests;
import io.hibernateredis.internal.delivery.Passengers;
import io.hibernateredis.internal.delivery.PendingInvalidations;
import io.hibernateredis.internal.delivery.RareLog;
import io.hibernateredis.internal.delivery.ShardClient;
import io.hibernateredis.internal.delivery.StoreLog;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.recording.Recordings;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Replies;
import io.hibernateredis.internal.redis.ReplyHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores entries that were loaded from the database. Never throws: what is not stored is a miss.
 * Thread-safe.
 */
final class EntryWriter {

    private final StoreSettings settings;
    private final ShardClient client;
    private final PendingInvalidations pending;
    private final StoredPuts stored;
    private final CacheEventListener events;
    private final RareLog tooLarge;

    EntryWriter(
            StoreSettings settings,
            ShardClient client,
            PendingInvalidations pending,
            StoredPuts stored,
            CacheEventListener events,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.client = client;
        this.pending = pending;
        this.stored = stored;
        this.events = events;
        this.tooLarge = new RareLog(nanoTime);
    }

    /**
     * Sends some entries, and in the same message the release of some locks.
     *
     * @param awaited whether to wait for it, since others are about to look for them
     */
    void put(
            LoadTime loaded,
            List<PendingPut> puts,
            Collection<ComputeLock> locks,
            boolean awaited) {
        if (puts.isEmpty() || !loaded.isKnown() || !client.maySend() || pending.forbidsReading()) {
            return;
        }
        try {
            BiFunction<Shard, Shard.Caller, List<Call>> message =
                    (shard, caller) -> {
                        List<Call> calls = new ArrayList<>();
                        calls.add(call(shard, caller, loaded, puts));
                        if (!locks.isEmpty()) {
                            calls.add(shard.release(locks));
                        }
                        return calls;
                    };
            var put = new Put(puts, loaded);
            if (awaited) {
                put.answered(client.send(message));
            } else {
                client.post(message, put);
            }
            locks.forEach(ComputeLock::released);
        } catch (RuntimeException | Error e) {
            failed(puts, e);
        }
    }

    /** Some entries on their way. */
    private final class Put implements ReplyHandler {

        private final List<PendingPut> puts;
        private final LoadTime loaded;
        private final StoredPuts.Sent sent = stored.send();
        private final long nonce = client.index().loadTime().nonce();

        private Put(List<PendingPut> puts, LoadTime loaded) {
            this.puts = puts;
            this.loaded = loaded;
        }

        @Override
        public void answered(Replies replies) {
            try {
                Shard.Answer answer = client.lateAnswer(replies, 0, nonce);
                EntryWriter.this.answered(answer, puts);
                if (client.believes(replies.identity())) {
                    tellStored(answer);
                }
            } catch (RuntimeException e) {
                failed(e);
            }
        }

        private void tellStored(Shard.Answer answer) {
            String outcomes = answer.result();
            for (int i = 0; i < outcomes.length(); i++) {
                if (outcomes.charAt(i) == Shard.STORED) {
                    sent.stored(puts.get(i), loaded, answer.seen());
                }
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            EntryWriter.this.failed(puts, cause);
        }
    }

    /** The same, on board of the message that closes a transaction; null if there is nothing. */
    @Nullable Passengers passengers(LoadTime loaded, List<PendingPut> puts) {
        if (puts.isEmpty() || !loaded.isKnown()) {
            return null;
        }
        return new Passengers() {
            @Override
            public Call put(Shard shard, Shard.Caller caller) {
                return call(shard, caller, loaded, puts);
            }

            @Override
            public void answered(Shard.Answer answer) {
                EntryWriter.this.answered(answer, puts);
            }

            @Override
            public void failed(RuntimeException cause) {
                EntryWriter.this.failed(puts, cause);
            }
        };
    }

    private Call call(Shard shard, Shard.Caller caller, LoadTime loaded, List<PendingPut> puts) {
        return shard.put(caller, loaded, puts, client.index()::inUse);
    }

    private void answered(Shard.Answer answer, List<PendingPut> puts) {
        String outcomes = answer.result();
        for (int i = 0; i < outcomes.length(); i++) {
            PendingPut put = puts.get(i);
            boolean stored = outcomes.charAt(i) == Shard.STORED;
            if (outcomes.charAt(i) == Shard.NO_ROOM) {
                client.index().noteNoRoom(put.tags());
            }
            String region = put.entry().keyspace().region();
            events.on(stored ? Event.STORED : Event.REFUSED, region, 1, 0);
            if (outcomes.charAt(i) == Shard.NO_ROOM) {
                events.on(Event.REFUSED_WITHOUT_ROOM, region, 1, 0);
            } else if (outcomes.charAt(i) == Shard.UNKNOWN_TO_INDEX) {
                events.on(Event.REFUSED_BY_INDEX, region, 1, 0);
            }
            if (!stored) {
                record(put.entry(), outcomes.charAt(i));
                put.whenRefused().run();
            }
            if (StoreLog.logsEntries()) {
                StoreLog.put(settings.namespace(), put.entry(), stored);
            }
        }
    }

    private void record(Entry entry, char outcome) {
        if (Recordings.recordsRefusedPuts()) {
            String reason =
                    switch (outcome) {
                        case Shard.NO_ROOM -> "no room";
                        case Shard.UNKNOWN_TO_INDEX -> "index";
                        default -> "invalidated";
                    };
            Recordings.putRefused(
                    settings.namespace(),
                    entry.keyspace().region(),
                    reason,
                    Digests.sha256Long(entry.name().getBytes(UTF_8)));
        }
    }

    private void failed(List<PendingPut> puts, Throwable cause) {
        events.on(Event.PUT_FAILED, null, puts.size(), 0);
        StoreLog.failed("put", cause);
    }

    /** Lets other JVMs compute what some locks were taken for, as far as they are held. */
    void release(Collection<ComputeLock> locks) {
        if (locks.isEmpty()) {
            return;
        }
        List<ComputeLock> held = locks.stream().filter(ComputeLock::isHeld).toList();
        if (held.isEmpty()) {
            return;
        }
        held.forEach(ComputeLock::released);
        try {
            client.post((shard, caller) -> List.of(shard.release(held)), new Release());
        } catch (RuntimeException e) {
            StoreLog.failed("release of a lock", e);
        }
    }

    /** A lock that is not released ends by itself. */
    private static final class Release implements ReplyHandler {

        @Override
        public void answered(Replies replies) {
            // Even if Redis refused.
        }

        @Override
        public void failed(RuntimeException cause) {
            StoreLog.failed("release of a lock", cause);
        }
    }

    /** Whether an entry may be stored for its size; what may not is logged now and then. */
    boolean mayStore(Entry entry, byte[] body) {
        int most = settings.maxEntrySize();
        if (body.length <= most) {
            return true;
        }
        events.on(Event.TOO_LARGE, entry.keyspace().region(), 1, 0);
        tooLarge.log(unlogged -> StoreLog.tooLarge(entry.keyspace(), body.length, most));
        return false;
    }
}
