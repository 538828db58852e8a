package io.hibernateredis.query;

import io.hibernateredis.region.SelectExtension;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;

/** Puts the query cache into Hibernate. */
public final class CachingExtension implements SelectExtension {

    private final SelectStatements statements = new SelectStatements();
    private final CachingExecutor executor = new CachingExecutor(statements);

    @Override
    public JdbcSelectExecutor executor() {
        return executor;
    }

    @Override
    public SqlAstTranslatorFactory translators(SqlAstTranslatorFactory standard) {
        return statements.watching(standard);
    }
}
