package io.hibernateredis.spring.boot.internal.maintenance;

import io.hibernateredis.spring.boot.internal.metrics.CacheMetricsBinding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Micrometer's view of the maintenance. */
public final class MaintenanceMeters implements ApplicationListener<ApplicationReadyEvent> {

    private final Maintenance maintenance;
    private final MeterRegistry registry;

    public MaintenanceMeters(Maintenance maintenance, MeterRegistry registry) {
        this.maintenance = maintenance;
        this.registry = registry;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        maintenance.register(
                (factory, name, description, of, value) ->
                        Gauge.builder(name, of, ignored -> value.now())
                                .description(description)
                                .tag("entityManagerFactory", CacheMetricsBinding.shortened(factory))
                                .register(registry));
    }
}
