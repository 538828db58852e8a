package io.hibernateredis.internal.boot;

import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.internal.settings.SettingsReader;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * Warns of settings for regions in which nothing is cached. Regions of queries and of values are
 * unknown until they are used, so a region is reported only if its name resembles a known one.
 */
final class UnknownRegions {

    private UnknownRegions() {}

    static void warn(CacheSettings settings, SessionFactoryImplementor sessionFactory) {
        Set<String> known = new TreeSet<>(sessionFactory.getCache().getCacheRegionNames());
        known.add(RegionFactory.DEFAULT_QUERY_RESULTS_REGION_UNQUALIFIED_NAME);
        for (String region : new TreeSet<>(settings.regions().keySet())) {
            if (!known.contains(region)) {
                known.stream()
                        .filter(candidate -> isSimilar(region, candidate))
                        .min(
                                Comparator.comparingInt(
                                        candidate -> SettingsReader.distance(region, candidate)))
                        .ifPresent(
                                nearest ->
                                        RegionLog.regionUnknown(setting(region), setting(nearest)));
            }
        }
    }

    private static String setting(String region) {
        return SettingsReader.PREFIX + "regions." + region + ".*";
    }

    private static boolean isSimilar(String region, String candidate) {
        String simple = lastPart(region);
        return SettingsReader.distance(region, candidate) <= Math.max(2, region.length() / 5)
                || SettingsReader.distance(simple, lastPart(candidate)) <= simple.length() / 5
                || lower(candidate).endsWith("." + lower(region));
    }

    /** The part after the package or the enclosing class. */
    private static String lastPart(String region) {
        return region.substring(Math.max(region.lastIndexOf('.'), region.lastIndexOf('$')) + 1);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
