package io.hibernateredis.spring.boot.internal.maintenance;

import io.hibernateredis.admin.CacheAdmin;
import io.hibernateredis.admin.SizeReport;
import io.hibernateredis.spring.boot.internal.log.StarterLog;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How much lay in Redis when it was last looked at. Thread-safe. */
final class Sizes {

    private final String factory;
    private final CacheAdmin admin;
    private volatile @Nullable SizeReport last;

    Sizes(String factory, CacheAdmin admin) {
        this.factory = factory;
        this.admin = admin;
    }

    void report() {
        SizeReport report = admin.sizes();
        last = report;
        StarterLog.sizes(factory, report);
    }

    double entries() {
        return sum(SizeReport.RegionSize::entries);
    }

    double bytes() {
        return sum(region -> region.bytes() == null ? Double.NaN : region.bytes());
    }

    private double sum(ToDoubleFunction<SizeReport.RegionSize> value) {
        SizeReport report = last;
        return report == null ? Double.NaN : report.regions().stream().mapToDouble(value).sum();
    }
}
