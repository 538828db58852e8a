package io.hibernateredis.internal.statements;

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.env.spi.ExtractedDatabaseMetaData;
import org.hibernate.engine.jdbc.env.spi.IdentifierHelper;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.engine.jdbc.env.spi.LobCreatorBuilder;
import org.hibernate.engine.jdbc.env.spi.NameQualifierSupport;
import org.hibernate.engine.jdbc.env.spi.QualifiedObjectNameFormatter;
import org.hibernate.engine.jdbc.spi.SqlExceptionHelper;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.jspecify.annotations.Nullable;

/** Hibernate's JDBC environment with other SQL translators. */
final class ExtendedEnvironment implements JdbcEnvironment {

    private static final long serialVersionUID = 1L;

    private final transient JdbcEnvironment standard;
    private final transient SqlAstTranslatorFactory translators;

    ExtendedEnvironment(JdbcEnvironment standard, SqlAstTranslatorFactory translators) {
        this.standard = standard;
        this.translators = translators;
    }

    @Override
    public SqlAstTranslatorFactory getSqlAstTranslatorFactory() {
        return translators;
    }

    @Override
    public Dialect getDialect() {
        return standard.getDialect();
    }

    @Override
    public ExtractedDatabaseMetaData getExtractedDatabaseMetaData() {
        return standard.getExtractedDatabaseMetaData();
    }

    @Override
    public @Nullable Identifier getCurrentCatalog() {
        return standard.getCurrentCatalog();
    }

    @Override
    public @Nullable Identifier getCurrentSchema() {
        return standard.getCurrentSchema();
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation") // required by the interface
    public QualifiedObjectNameFormatter getQualifiedObjectNameFormatter() {
        return standard.getQualifiedObjectNameFormatter();
    }

    @Override
    public IdentifierHelper getIdentifierHelper() {
        return standard.getIdentifierHelper();
    }

    @Override
    public NameQualifierSupport getNameQualifierSupport() {
        return standard.getNameQualifierSupport();
    }

    @Override
    public SqlExceptionHelper getSqlExceptionHelper() {
        return standard.getSqlExceptionHelper();
    }

    @Override
    public LobCreatorBuilder getLobCreatorBuilder() {
        return standard.getLobCreatorBuilder();
    }
}
