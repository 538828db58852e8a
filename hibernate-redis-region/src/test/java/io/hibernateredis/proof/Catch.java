package io.hibernateredis.proof;

import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.store.ReadScene;
import io.hibernateredis.proof.Bounds.Kind;
import io.hibernateredis.testing.RedisExtension;
import io.hibernateredis.testing.RedisServer;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What notices that a guard is gone: an exploration within these bounds, or the stress. */
final class Catch {

    private static final int MOST_STATES = 400_000;
    private static final Map<Sabotage, Bounds> BOUNDS = new EnumMap<>(Sabotage.class);

    private static final Map<Sabotage, ReadScene> SCENES =
            new EnumMap<>(
                    Map.of(
                            Sabotage.FLOOR_IGNORED, ReadScene.BULK_UPDATE,
                            Sabotage.VALID_FROM_IGNORED, ReadScene.NAMESPACE_EVICTED,
                            Sabotage.LOW_WATER_IGNORED, ReadScene.FORGOTTEN_BULK_UPDATE,
                            Sabotage.NONCE_OF_ENTRY_IGNORED, ReadScene.ENTRY_OF_A_LOST_INDEX,
                            Sabotage.UNMET_INDEX_READ, ReadScene.INDEX_OF_A_NEW_JVM,
                            Sabotage.IDENTITY_IGNORED, ReadScene.FAILOVER_TO_A_REPLICA_THAT_LAGGED,
                            Sabotage.TRUST_WITHOUT_END,
                                    ReadScene.SERVER_DEMOTED_UNDER_AN_OPEN_CONNECTION,
                            Sabotage.ENTRIES_FROM_A_REPLICA, ReadScene.REPLICA_THAT_LAGS,
                            Sabotage.OWN_WRITES_FROM_THE_CACHE, ReadScene.OWN_WRITE));

    static {
        Bounds twoOfTheEntity = Bounds.of(false, 0);
        Bounds oneOfTheRegion = Bounds.of(true, 0);
        Bounds oneFault = Bounds.of(false, 1);
        Bounds twoFaults = Bounds.of(true, 2);
        for (Sabotage each :
                new Sabotage[] {
                    Sabotage.NO_OPEN,
                    Sabotage.LEASE_SHORTENED,
                    Sabotage.NO_SPOILING_AT_OPEN,
                    Sabotage.NO_SPOILING_AT_CLOSE,
                    Sabotage.CLOSE_LEAVES_THE_ENTRY,
                    Sabotage.PUT_UNCHECKED,
                    Sabotage.UNKNOWN_CLOSES
                }) {
            BOUNDS.put(each, twoOfTheEntity.without(each));
        }
        BOUNDS.put(Sabotage.FLOOR_IGNORED, oneOfTheRegion.without(Sabotage.FLOOR_IGNORED));
        put(oneFault, Sabotage.VALID_FROM_IGNORED, Kind.LOSS);
        put(oneFault, Sabotage.NO_QUARANTINE, Kind.LOSS);
        put(oneFault, Sabotage.KNOWN_INDEX_FORGOTTEN, Kind.LOSS);
        put(oneFault, Sabotage.NONCE_OF_INDEX_IGNORED, Kind.LOSS);
        put(oneFault, Sabotage.LOW_WATER_IGNORED, Kind.TRIM);
        put(oneFault, Sabotage.IDENTITY_IGNORED, Kind.RESTORE);
        put(oneFault, Sabotage.TRUST_WITHOUT_END, Kind.FAILOVER);
        put(oneFault, Sabotage.ENTRIES_FROM_A_REPLICA, Kind.RESTORE);
        // Deep, so the ways are marked. A new JVM is the first after all was lost.
        BOUNDS.put(
                Sabotage.ONLY_THE_CREATOR_TELLS,
                Bounds.of(false, 2)
                        .without(Sabotage.ONLY_THE_CREATOR_TELLS, Kind.LOSS, Kind.NEWCOMER)
                        .only(
                                "writer 0 begins",
                                "writer 0 opens",
                                "writer 0 commits",
                                "writer 0 dies after",
                                "keys are lost: 15",
                                "a new JVM boots",
                                "loader 0"));
        // An entry outlives its index, and the new one's clock is behind.
        BOUNDS.put(
                Sabotage.NONCE_OF_ENTRY_IGNORED,
                twoFaults
                        .without(Sabotage.NONCE_OF_ENTRY_IGNORED, Kind.LOSS, Kind.CLOCK)
                        .only(
                                "writer 0 begins",
                                "writer 0 opens",
                                "writer 0 dies before",
                                "all leases end",
                                "loader 0",
                                "keys are lost: 1",
                                "the clock",
                                "writer 1 begins",
                                "writer 1 opens",
                                "writer 1 commits",
                                "writer 1 closes"));
    }

    private Catch() {}

    private static void put(Bounds bounds, Sabotage sabotage, Kind... kinds) {
        BOUNDS.put(sabotage, bounds.without(sabotage, kinds));
    }

    static boolean isForTheExplorer(Sabotage sabotage) {
        return BOUNDS.containsKey(sabotage) || isOfMoves(sabotage);
    }

    static boolean isForTheWorkload(Sabotage sabotage) {
        return sabotage == Sabotage.STATELESS_WRITES_UNSEEN
                || sabotage == Sabotage.OWN_WRITES_FROM_THE_CACHE;
    }

    /** The history in which a single read has to be right, if there is one. */
    static Optional<ReadScene> scene(Sabotage sabotage) {
        return Optional.ofNullable(SCENES.get(sabotage));
    }

    /** Whether the read at the end of a sabotage's history is stale without its guard. */
    static boolean isStale(Sabotage sabotage, RedisExtension redis) {
        String scene = SCENES.get(sabotage).name();
        try (var classes =
                new AlteredClasses(
                        sabotage.write(),
                        "io.hibernateredis.internal.",
                        Scripts.class,
                        ReadScene.class)) {
            for (Object each : classes.loadClass(ReadScene.class.getName()).getEnumConstants()) {
                if (each.toString().equals(scene)) {
                    @SuppressWarnings("unchecked")
                    var altered = (Predicate<RedisExtension>) each;
                    return altered.test(redis);
                }
            }
            throw new IllegalStateException("no scene " + scene);
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOfMoves(Sabotage sabotage) {
        return sabotage == Sabotage.OVERWRITTEN_ROW_TRUSTED
                || sabotage == Sabotage.LAPSED_CONDITION_FORGOTTEN
                || sabotage == Sabotage.VERSIONS_TRUSTED;
    }

    private static MoveModel.Variant variant(Sabotage sabotage) {
        return sabotage == Sabotage.VERSIONS_TRUSTED
                ? MoveModel.Variant.REPLACES
                : MoveModel.Variant.MOVES;
    }

    static Explorer.Result explore(Sabotage sabotage) {
        return isOfMoves(sabotage)
                ? exploreMoves(2, variant(sabotage), sabotage, MOST_STATES)
                : explore(BOUNDS.get(sabotage), MOST_STATES);
    }

    /**
     * Explores writers that move a row.
     *
     * @param observed the owner whose collection is read
     */
    static Explorer.Result exploreMoves(
            int observed, MoveModel.Variant variant, Sabotage gone, int mostStates) {
        try (var server = RedisServer.start();
                var explorer = new Explorer(server, gone)) {
            return explorer.explore(new MoveModel(observed, variant), mostStates);
        }
    }

    static Explorer.Result explore(Bounds bounds, int mostStates) {
        try (var server = RedisServer.start();
                var explorer = new Explorer(server, bounds.gone())) {
            return explorer.explore(new Model(bounds), mostStates);
        }
    }

    /** Explores with a guard removed, or without arguments with all of them, one by one. */
    public static void main(String[] names) {
        for (Sabotage sabotage : Sabotage.values()) {
            boolean chosen = names.length == 0 || names[0].equals(sabotage.name());
            if (chosen && isForTheExplorer(sabotage)) {
                long began = System.nanoTime();
                System.out.println(sabotage + ": " + explore(sabotage));
                System.out.printf("%.1f s%n", (System.nanoTime() - began) / 1e9);
            }
        }
        if (names.length > 0 && names[0].equals("none")) {
            Bounds bounds = Bounds.of(Boolean.parseBoolean(names[1]), Integer.parseInt(names[2]));
            bounds = Boolean.parseBoolean(names[4]) ? bounds.withReader() : bounds;
            for (int i = 5; i < names.length; i++) {
                System.out.println(
                        names[i]
                                + ": "
                                + explore(
                                        bounds.only(Kind.valueOf(names[i])),
                                        Integer.parseInt(names[3])));
            }
            if (names.length == 5) {
                System.out.println(bounds + ": " + explore(bounds, Integer.parseInt(names[3])));
            }
        }
    }
}
