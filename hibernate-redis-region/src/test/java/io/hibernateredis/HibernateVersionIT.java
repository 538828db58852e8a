package io.hibernateredis;

import static org.assertj.core.api.Assertions.assertThat;

import org.hibernate.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The profiles {@code hibernate-*} run what was compiled once on other versions of Hibernate. */
class HibernateVersionIT {
    @Test
    void hibernate_atRunTime_isTheOneTheBuildNames() {
        assertThat(Version.getVersionString())
                .isEqualTo(System.getProperty("hibernate.runtime.version"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org/hibernate/Session.class",
                "org/hibernate/models/ModelsException.class",
                "org/jboss/logging/Logger.class",
                "net/bytebuddy/ByteBuddy.class",
                "jakarta/persistence/Entity.class",
                "jakarta/transaction/Synchronization.class",
                "jakarta/xml/bind/JAXBContext.class",
                "jakarta/activation/DataSource.class",
                "org/glassfish/jaxb/runtime/v2/ContextFactory.class",
                "org/antlr/v4/runtime/Parser.class"
            })
    void dependency_atRunTime_isOnTheClassPathOnce(String resource) {
        assertThat(getClass().getClassLoader().resources(resource)).hasSize(1);
    }
}
