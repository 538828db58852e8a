package io.hibernateredis.proof;

import static io.hibernateredis.proof.NearBounds.underLeases;
import static io.hibernateredis.proof.NearBounds.withBarriers;

import io.hibernateredis.proof.NearBounds.Kind;
import io.hibernateredis.proof.NearBounds.Of;
import io.hibernateredis.testing.RedisServer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The scenarios of the near cache, and those that notice that a guard is gone. */
final class NearCatch {

    private static final int MOST_STATES = 400_000;

    /** What has to be right, by names. */
    static final Map<String, NearBounds> SCENARIOS = new LinkedHashMap<>();

    private static final Map<NearSabotage, NearBounds> BOUNDS = new EnumMap<>(NearSabotage.class);

    /** Those that are also missed where transactions ask. */
    static final Map<NearSabotage, NearBounds> WITH_BARRIERS = new EnumMap<>(NearSabotage.class);

    private static final NearBounds ONE = underLeases(Of.ENTITY);
    private static final NearBounds TWO = underLeases(Of.ENTITY, Of.ENTITY);
    private static final NearBounds OWN = ONE.withMirrorOfWriter();

    static {
        SCENARIOS.put("a writer", ONE);
        SCENARIOS.put("a writer, a loader", ONE.withLoader());
        SCENARIOS.put("two writers", TWO);
        SCENARIOS.put("two writers, one on each JVM", underLeases(Of.ENTITY, Of.ENTITY_THERE));
        SCENARIOS.put("a writer, one of something else", underLeases(Of.ENTITY, Of.ELSEWHERE));
        SCENARIOS.put("a writer, one of the region", underLeases(Of.ENTITY, Of.REGION));
        SCENARIOS.put("an eviction, a loader", underLeases(Of.OUTSIDE).withLoader());
        SCENARIOS.put("an eviction, a writer there", underLeases(Of.OUTSIDE, Of.ENTITY_THERE));
        SCENARIOS.put("a writer with a mirror", OWN);
        SCENARIOS.put("a read in parts", ONE.inParts().with(0, Kind.FORGOTTEN_TAG));
        SCENARIOS.put("a read in parts, a late call", ONE.inParts().with(1, Kind.LATE_CALL));
        SCENARIOS.put("a writer, what an index before left", ONE.with(0, Kind.FORMER_INDEX));
        SCENARIOS.put("a writer, a new mirror", ONE.withLoader().with(0, Kind.NEW_MIRROR));
        SCENARIOS.put(
                "a writer there, a new mirror",
                underLeases(Of.ENTITY_THERE).with(0, Kind.NEW_MIRROR));
        SCENARIOS.put("a bounded table", ONE.withLoader().with(0, Kind.FORGOTTEN_TAG));
        SCENARIOS.put(
                "a writer, losses",
                ONE.with(2, Kind.LOST_INDEX, Kind.LOST_LOG, Kind.LOST_MIRRORS, Kind.TRIMMED_LOG));
        SCENARIOS.put(
                "two writers, a loss of the log or the mirrors",
                TWO.with(1, Kind.LOST_LOG, Kind.LOST_MIRRORS, Kind.TRIMMED_LOG));
        SCENARIOS.put(
                "a writer with a mirror, a loss",
                OWN.with(1, Kind.LOST_INDEX, Kind.LOST_MIRRORS, Kind.LOST_ALL));
        SCENARIOS.put(
                "a writer, a loss and the clock back",
                ONE.withLoader().with(1, Kind.LOST_INDEX, Kind.LOST_ALL, Kind.CLOCK));
        SCENARIOS.put(
                "a writer, a failover or a restart",
                ONE.withLoader().with(1, Kind.FAILOVER, Kind.RESTORE));
        SCENARIOS.put(
                "a writer, late calls and lost answers",
                ONE.with(2, Kind.LATE_CALL, Kind.LOST_ANSWER));
        SCENARIOS.put(
                "two writers, late calls and lost answers",
                TWO.with(1, Kind.LATE_CALL, Kind.LOST_ANSWER));
        SCENARIOS.put(
                "a writer, late calls and losses",
                ONE.with(2, Kind.LATE_CALL, Kind.LOST_LOG, Kind.LOST_MIRRORS, Kind.LOST_INDEX));
        SCENARIOS.put("a writer that dies, a loader", ONE.withLoader().with(1, Kind.CRASH));
        SCENARIOS.put("two writers, one dies", TWO.with(1, Kind.CRASH));
        SCENARIOS.put(
                "a writer whose lease is over, a loader", ONE.withLoader().with(1, Kind.LAPSE));
        SCENARIOS.put("a writer without Redis, with a mirror", OWN.with(1, Kind.UNREACHABLE));
        SCENARIOS.put(
                "a writer, a loader, any fault",
                ONE.withLoader()
                        .with(
                                1,
                                Kind.LOST_INDEX,
                                Kind.LOST_LOG,
                                Kind.LOST_MIRRORS,
                                Kind.LOST_ALL,
                                Kind.TRIMMED_LOG,
                                Kind.FAILOVER,
                                Kind.LATE_CALL,
                                Kind.LOST_ANSWER,
                                Kind.CRASH,
                                Kind.LAPSE,
                                Kind.UNREACHABLE));
        SCENARIOS.put("barriers: a writer, a loader", withBarriers(Of.ENTITY).withLoader());
        SCENARIOS.put("barriers: two writers", withBarriers(Of.ENTITY, Of.REGION));
        SCENARIOS.put("barriers: an eviction, a loader", withBarriers(Of.OUTSIDE).withLoader());
        SCENARIOS.put(
                "barriers: a writer, losses",
                withBarriers(Of.ENTITY)
                        .with(
                                2,
                                Kind.LOST_INDEX,
                                Kind.LOST_LOG,
                                Kind.TRIMMED_LOG,
                                Kind.LOST_ANSWER,
                                Kind.FAILOVER));
        SCENARIOS.put(
                "barriers: a writer on each JVM, a mirror of each",
                withBarriers(Of.ENTITY, Of.ENTITY_THERE).withMirrorOfWriter());
        SCENARIOS.put(
                "barriers: a writer, two calls at once",
                withBarriers(Of.ENTITY).with(0, Kind.SECOND_CALL));
        SCENARIOS.put(
                "barriers: a writer, a bounded table, two calls at once, losses",
                withBarriers(Of.ENTITY)
                        .with(
                                1,
                                Kind.SECOND_CALL,
                                Kind.FORGOTTEN_TAG,
                                Kind.LOST_INDEX,
                                Kind.LOST_LOG,
                                Kind.LOST_ALL,
                                Kind.LATE_CALL));
        SCENARIOS.put(
                "barriers: a writer there without Redis",
                withBarriers(Of.ENTITY_THERE).with(1, Kind.UNREACHABLE));
        SCENARIOS.put(
                "barriers: a writer whose lease is over, a loader",
                withBarriers(Of.ENTITY).withLoader().with(1, Kind.LAPSE, Kind.CRASH));
        guards();
    }

    private NearCatch() {}

    private static void guards() {
        for (NearSabotage each :
                new NearSabotage[] {
                    NearSabotage.POSITION_AFTER_THE_READ,
                    NearSabotage.EVENTS_REMOVE_ENTRIES,
                    NearSabotage.LEASE_IGNORED,
                    NearSabotage.LEASE_FROM_THE_ANSWER,
                    NearSabotage.LEASE_BEFORE_THE_EVENTS,
                    NearSabotage.WAIT_FROM_THE_QUESTION,
                    NearSabotage.NOTHING_WAITED_FOR,
                    NearSabotage.WAIT_AFTER_THE_COMMIT,
                    NearSabotage.OPEN_TELLS_NOBODY,
                    NearSabotage.ACKNOWLEDGED_WHEN_FETCHED,
                }) {
            put(each, ONE);
        }
        put(NearSabotage.ENTRY_OF_ANOTHER_INDEX_SERVED, ONE.with(1, Kind.LOST_INDEX, Kind.CLOCK));
        put(NearSabotage.REFUSED_PUT_KEPT, ONE.withLoader());
        put(NearSabotage.FORGOTTEN_TAG_RAISES_NOTHING, ONE.with(0, Kind.FORGOTTEN_TAG));
        put(NearSabotage.LEASE_CHECKED_LAST, ONE.inParts());
        put(NearSabotage.LOW_WATER_READ_FIRST, ONE.inParts().with(0, Kind.FORGOTTEN_TAG));
        put(NearSabotage.LOAD_TIME_OF_NEAR_IGNORED, underLeases(Of.OUTSIDE).withLoader());
        put(NearSabotage.EVICT_TELLS_NOBODY, underLeases(Of.OUTSIDE));
        put(NearSabotage.EVICT_NOT_WAITED_FOR, underLeases(Of.OUTSIDE));
        put(NearSabotage.LAPSED_CLOSE_TELLS_NOBODY, ONE.withLoader().with(1, Kind.LAPSE));
        put(NearSabotage.LAPSED_CLOSE_NOT_WAITED_FOR, ONE.withLoader().with(1, Kind.LAPSE));
        put(NearSabotage.RENEWED_TOKEN_TRUSTED, ONE.withLoader().with(1, Kind.LAPSE));
        put(NearSabotage.GAP_UNNOTICED, ONE.with(1, Kind.TRIMMED_LOG));
        put(NearSabotage.LAST_EVENT_FROM_THE_LOG, ONE.with(1, Kind.LOST_LOG));
        put(NearSabotage.ENTRIES_KEPT_OVER_A_GAP, ONE.with(1, Kind.LOST_LOG));
        put(NearSabotage.PUSHED_EVENT_NOT_CHAINED, underLeases(Of.ENTITY, Of.ELSEWHERE));
        put(NearSabotage.PUSHED_EVENT_OF_ANOTHER_INDEX, ONE.with(0, Kind.FORMER_INDEX));
        put(NearSabotage.UNKNOWN_MIRRORS_OF_A_LOST_INDEX, ONE.with(1, Kind.LOST_INDEX));
        put(NearSabotage.LOST_MIRRORS_UNNOTICED, ONE.with(1, Kind.LOST_MIRRORS));
        put(NearSabotage.OWN_MIRROR_NOT_TOLD, OWN);
        put(NearSabotage.PENDING_SERVED_NEAR, OWN.with(1, Kind.UNREACHABLE));
        put(NearSabotage.DELIVERED_WITHOUT_OWN_MIRROR, OWN.with(1, Kind.UNREACHABLE));
        put(NearSabotage.ACKNOWLEDGED_WHEN_ASKED, ONE);
        put(NearSabotage.POSITION_OF_ANOTHER_INDEX, ONE.with(0, Kind.FORMER_INDEX));
        put(NearSabotage.ANSWER_OF_ANOTHER_INDEX_ENDS_THE_WAIT, ONE.with(1, Kind.LOST_INDEX));
        put(NearSabotage.REMOVED_THOUGH_IT_CALLED, underLeases(Of.ELSEWHERE, Of.ENTITY));
        put(NearSabotage.NO_BARRIER, withBarriers(Of.ENTITY));
        put(NearSabotage.BARRIER_OF_THE_ONE_BEFORE, withBarriers(Of.ENTITY));
        put(NearSabotage.BARRIER_OF_THE_TRANSACTION_BEFORE, withBarriers(Of.ENTITY));
        put(
                NearSabotage.ANSWER_OF_ANOTHER_INDEX_ACCEPTED,
                withBarriers(Of.ENTITY).with(1, Kind.LOST_INDEX));
        guardsOfBarriers();
    }

    /** What leases need, barriers need as well. */
    private static void guardsOfBarriers() {
        var one = withBarriers(Of.ENTITY);
        putWithBarriers(NearSabotage.POSITION_AFTER_THE_READ, one);
        putWithBarriers(NearSabotage.EVENTS_REMOVE_ENTRIES, one);
        putWithBarriers(NearSabotage.REFUSED_PUT_KEPT, one.withLoader());
        putWithBarriers(NearSabotage.OPEN_TELLS_NOBODY, one);
        putWithBarriers(NearSabotage.LEASE_BEFORE_THE_EVENTS, one);
        putWithBarriers(NearSabotage.FORGOTTEN_TAG_RAISES_NOTHING, one.with(0, Kind.FORGOTTEN_TAG));
        putWithBarriers(NearSabotage.GAP_UNNOTICED, one.with(1, Kind.TRIMMED_LOG));
        putWithBarriers(NearSabotage.ENTRIES_KEPT_OVER_A_GAP, one.with(1, Kind.LOST_LOG));
        putWithBarriers(NearSabotage.LAST_EVENT_FROM_THE_LOG, one.with(1, Kind.LOST_LOG));
        putWithBarriers(NearSabotage.EVICT_TELLS_NOBODY, withBarriers(Of.OUTSIDE));
        putWithBarriers(
                NearSabotage.LOAD_TIME_OF_NEAR_IGNORED, withBarriers(Of.OUTSIDE).withLoader());
        putWithBarriers(
                NearSabotage.ENTRY_OF_ANOTHER_INDEX_SERVED,
                one.with(1, Kind.LOST_INDEX, Kind.CLOCK));
    }

    private static void putWithBarriers(NearSabotage sabotage, NearBounds bounds) {
        WITH_BARRIERS.put(sabotage, bounds.without(sabotage));
    }

    private static void put(NearSabotage sabotage, NearBounds bounds) {
        BOUNDS.put(sabotage, bounds.without(sabotage));
    }

    static Explorer.Result explore(RedisServer server, NearSabotage sabotage) {
        return explore(server, BOUNDS.get(sabotage), MOST_STATES);
    }

    static Explorer.Result explore(RedisServer server, NearBounds bounds, int mostStates) {
        try (var explorer = new Explorer(server, bounds.gone())) {
            return explorer.explore(NearModel.warm(explorer, bounds), mostStates);
        }
    }

    /** Explores scenarios ({@code clean}) or guards ({@code gone}) whose names hold a text. */
    public static void main(String[] args) {
        int most = args.length > 2 ? Integer.parseInt(args[2]) : MOST_STATES;
        String name = args.length > 1 ? args[1] : "";
        if (args[0].equals("clean")) {
            SCENARIOS.forEach((scenario, bounds) -> printIf(name, scenario, bounds, most));
        } else {
            BOUNDS.forEach((sabotage, bounds) -> printIf(name, sabotage.name(), bounds, most));
            WITH_BARRIERS.forEach(
                    (sabotage, bounds) ->
                            printIf(name, "barriers: " + sabotage.name(), bounds, most));
        }
    }

    private static void printIf(String part, String name, NearBounds bounds, int most) {
        if (name.contains(part)) {
            print(name, bounds, most);
        }
    }

    private static void print(String name, NearBounds bounds, int most) {
        long began = System.nanoTime();
        try (var server = RedisServer.start()) {
            var result = explore(server, bounds, most);
            System.out.printf("%s: %s %.1f s%n", name, result, (System.nanoTime() - began) / 1e9);
        }
    }
}
