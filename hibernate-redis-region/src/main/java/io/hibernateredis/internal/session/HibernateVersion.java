package io.hibernateredis.internal.session;

import org.hibernate.engine.jdbc.spi.JdbcServices;

/** The capabilities of the version of Hibernate at run time. */
public final class HibernateVersion {

    private static final boolean SCOPES_OPERATIONS =
            exists("org.hibernate.sql.exec.spi.JdbcSelect");

    private HibernateVersion() {}

    /** Whether the end of an operation can be observed: since Hibernate 7.2. */
    public static boolean scopesOperations() {
        return SCOPES_OPERATIONS;
    }

    private static boolean exists(String className) {
        try {
            Class.forName(className, false, JdbcServices.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
