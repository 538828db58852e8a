package io.hibernateredis.internal.store;

import io.hibernateredis.OnUnreachable;
import io.hibernateredis.internal.protection.ProtectionKeys;
import io.hibernateredis.internal.protocol.StoreSettings;
import java.time.Duration;

/** Settings of a store for tests: by default one whose heart beats only when the test says so. */
public final class TestSettings {

    private String namespace = "test";
    private Duration lease = Duration.ofSeconds(10);
    private Duration heartbeat = Duration.ofSeconds(30);
    private Duration trust = Duration.ofSeconds(60);
    private int failures = 3;
    private int maxEntrySize = 1 << 20;
    private int maxArguments = StoreSettings.DEFAULTS.maxArguments();
    private ProtectionKeys keys = ProtectionKeys.NONE;
    private OnUnreachable onUnreachable = OnUnreachable.COMMIT;

    public static TestSettings quiet() {
        return new TestSettings();
    }

    /** As in production, only faster. */
    static TestSettings lively() {
        return quiet().heartbeat(Duration.ofMillis(50)).trust(Duration.ofMillis(500));
    }

    TestSettings namespace(String value) {
        namespace = value;
        return this;
    }

    TestSettings lease(Duration value) {
        lease = value;
        return this;
    }

    public TestSettings heartbeat(Duration value) {
        heartbeat = value;
        return this;
    }

    public TestSettings trust(Duration value) {
        trust = value;
        return this;
    }

    public TestSettings failures(int value) {
        failures = value;
        return this;
    }

    TestSettings maxEntrySize(int value) {
        maxEntrySize = value;
        return this;
    }

    TestSettings maxArguments(int value) {
        maxArguments = value;
        return this;
    }

    TestSettings keys(ProtectionKeys value) {
        keys = value;
        return this;
    }

    TestSettings rollbackWhenUnreachable() {
        onUnreachable = OnUnreachable.ROLLBACK;
        return this;
    }

    public StoreSettings build() {
        return new StoreSettings(
                namespace,
                lease,
                heartbeat,
                trust,
                failures,
                onUnreachable,
                1000,
                1000,
                Duration.ofMinutes(10),
                maxEntrySize,
                maxArguments,
                keys);
    }
}
