package io.hibernateredis.internal.statements;

import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;

/**
 * Lets another module of this cache take part in the translation and execution of selects. At most
 * one implementation is used, found by {@link java.util.ServiceLoader}, and only on Hibernate 7.2
 * and later. For the modules of this cache. Thread-safe.
 */
public interface SelectExtension {

    /** Executes all selects; extends {@link OperationScopeExecutor}. */
    JdbcSelectExecutor executor();

    /**
     * Translates all statements.
     *
     * @param standard the dialect's own factory
     */
    SqlAstTranslatorFactory translators(SqlAstTranslatorFactory standard);
}
