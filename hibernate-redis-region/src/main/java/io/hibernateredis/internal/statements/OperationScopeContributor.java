package io.hibernateredis.internal.statements;

import io.hibernateredis.internal.session.HibernateVersion;
import java.util.Map;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.engine.jdbc.internal.JdbcServicesImpl;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.sql.exec.spi.JdbcMutationExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Installs this cache's executors in Hibernate's JDBC services: they report bulk statements,
 * selects that write, and procedure calls; on Hibernate 7.2 and later they also mark where a select
 * begins and ends.
 */
public final class OperationScopeContributor implements ServiceContributor {

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        builder.addInitiator(new Initiator());
    }

    private static final class Initiator implements StandardServiceInitiator<JdbcServices> {

        @Override
        public Class<JdbcServices> getServiceInitiated() {
            return JdbcServices.class;
        }

        @Override
        public JdbcServices initiateService(
                Map<String, Object> settings, ServiceRegistryImplementor registry) {
            if (!HibernateVersion.scopesOperations()) {
                return new BulkStatementServices();
            }
            var extensions =
                    registry.requireService(ClassLoaderService.class)
                            .loadJavaServices(SelectExtension.class)
                            .iterator();
            return new OperationScopeServices(extensions.hasNext() ? extensions.next() : null);
        }
    }

    /** Hibernate's own services with other executors. Injected and configured by the registry. */
    private static class BulkStatementServices extends JdbcServicesImpl {

        private @Nullable JdbcEnvironment environment;
        private @Nullable JdbcEnvironment environmentOfCalls;

        @Override
        public void configure(Map<String, Object> settings) {
            super.configure(settings);
            environment = extended(super.getJdbcEnvironment());
            environmentOfCalls = ProcedureCalls.listening(environment);
        }

        JdbcEnvironment extended(JdbcEnvironment standard) {
            return standard;
        }

        @Override
        public @Nullable JdbcEnvironment getJdbcEnvironment() {
            return ProcedureCalls.isCaller() ? environmentOfCalls : environment;
        }

        @Override
        public org.hibernate.sql.exec.spi.JdbcSelectExecutor getJdbcSelectExecutor() {
            return ListeningSelectExecutor.EXECUTOR;
        }

        @Override
        public JdbcMutationExecutor getJdbcMutationExecutor() {
            return BulkStatementExecutor.INSTANCE;
        }
    }

    private static final class OperationScopeServices extends BulkStatementServices {

        private final @Nullable SelectExtension extension;

        OperationScopeServices(@Nullable SelectExtension extension) {
            this.extension = extension;
        }

        @Override
        JdbcEnvironment extended(JdbcEnvironment standard) {
            return extension == null
                    ? standard
                    : new ExtendedEnvironment(
                            standard, extension.translators(standard.getSqlAstTranslatorFactory()));
        }

        @Override
        public org.hibernate.sql.exec.spi.JdbcSelectExecutor getJdbcSelectExecutor() {
            return extension == null ? OperationScopeExecutor.INSTANCE : extension.executor();
        }
    }
}
