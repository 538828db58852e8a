package io.hibernateredis.spring.boot;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Stops the transactions of an application before their commits. */
final class CommitHooks implements BeanPostProcessor {

    private static final Runnable NONE = () -> {};

    private final AtomicReference<Runnable> beforeNext = new AtomicReference<>(NONE);

    /** Runs an action once, when the next commit has been announced, and is about to be made. */
    void beforeNextCommit(Runnable action) {
        beforeNext.set(action);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof DataSource source ? new Hooked(source) : bean;
    }

    private final class Hooked extends DelegatingDataSource {

        Hooked(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection)
                    Proxy.newProxyInstance(
                            Connection.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("commit")) {
                                    beforeNext.getAndSet(NONE).run();
                                }
                                try {
                                    return method.invoke(connection, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }
    }
}
