package io.hibernateredis.query;

import io.hibernateredis.region.SelectExtension;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;

/** Puts the query cache into Hibernate. */
public final class CachingExtension implements SelectExtension {

    private final AnalysedSelects selects = new AnalysedSelects();
    private final CachingExecutor executor = new CachingExecutor(selects);

    @Override
    public JdbcSelectExecutor executor() {
        return executor;
    }

    @Override
    public SqlAstTranslatorFactory translators(SqlAstTranslatorFactory standard) {
        return selects.watching(standard);
    }
}
