package io.hibernateredis.internal.settings;

/**
 * Whether hits are compared with the database.
 *
 * @param rate most comparisons a second, 0 to 10000; default 0, none
 * @param showKeys whether a warning names the entry, and so its id; default false, a hash of it
 */
public record MonitorSettings(int rate, boolean showKeys) {

    static final MonitorSettings OFF = new MonitorSettings(0, false);

    private static final int MOST = 10_000;

    public MonitorSettings {
        if (rate < 0 || rate > MOST) {
            throw new IllegalArgumentException(
                    "hibernate.cache.redis.monitor.rate must be 0 to 10000, but was " + rate);
        }
    }

    public boolean isOn() {
        return rate > 0;
    }
}
