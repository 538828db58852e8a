package io.hibernateredis.spring.boot;

import com.example.library.Book;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/** Two factories that the application builds itself, as Spring Boot's manual has it. */
class TwoFactories {

    @Bean
    @Primary
    LocalContainerEntityManagerFactoryBean entityManagerFactory() {
        return factory("first");
    }

    @Bean
    LocalContainerEntityManagerFactoryBean second() {
        return factory("second");
    }

    private static LocalContainerEntityManagerFactoryBean factory(String name) {
        DataSource dataSource =
                DataSourceBuilder.create().url("jdbc:h2:mem:" + UUID.randomUUID()).build();
        var factory = new LocalContainerEntityManagerFactoryBean();
        factory.setPersistenceUnitName(name);
        factory.setDataSource(dataSource);
        factory.setPackagesToScan(Book.class.getPackageName());
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create"));
        return factory;
    }

    static long hits(ApplicationContext context, String unit) {
        var sessionFactory =
                context.getBeansOfType(EntityManagerFactory.class).values().stream()
                        .map(each -> each.unwrap(SessionFactory.class))
                        .filter(
                                each ->
                                        unit.equals(
                                                each.getProperties()
                                                        .get("hibernate.persistenceUnitName")))
                        .findFirst()
                        .orElseThrow();
        sessionFactory.inTransaction(session -> session.persist(new Book(1L, "Emma")));
        sessionFactory.inTransaction(session -> session.find(Book.class, 1L));
        return Objects.requireNonNull(RedisRegionFactory.of(sessionFactory))
                .counters()
                .count(Event.HIT);
    }
}
