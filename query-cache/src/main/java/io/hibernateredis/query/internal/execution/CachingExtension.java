package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.statements.SelectExtension;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;

/** Puts the query cache into Hibernate. */
public final class CachingExtension implements SelectExtension {

    private final SelectDependencies dependencies = new SelectDependencies();
    private final CachingExecutor executor = new CachingExecutor(dependencies);

    @Override
    public JdbcSelectExecutor executor() {
        return executor;
    }

    @Override
    public SqlAstTranslatorFactory translators(SqlAstTranslatorFactory standard) {
        return dependencies.watching(standard);
    }
}
