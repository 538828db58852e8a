package io.hibernateredis.internal.statements;

import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;

/**
 * How another module of this cache takes part in the translation and execution of selects. At most
 * one is found, by {@link java.util.ServiceLoader}, and on Hibernate 7.2 and later only. For the
 * modules of this cache. Thread-safe.
 */
public interface SelectExtension {

    /** Executes all selects; extends {@link OperationScopeExecutor}. */
    JdbcSelectExecutor executor();

    /**
     * Translates all statements.
     *
     * @param standard the dialect's
     */
    SqlAstTranslatorFactory translators(SqlAstTranslatorFactory standard);
}
