package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import java.io.ByteArrayInputStream;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two deploys of one application share a Redis while its mapping changes. */
class MappingChangeIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS);

    /** Mapped by XML, a little differently in each deploy. */
    static class Thing {
        Long id;
        String first;
        String second;
        String third;
    }

    private static final String BEFORE =
            """
            <basic name="first"><column name="c1"/></basic>
            <basic name="second"><column name="c2"/></basic>
            <transient name="third"/>
            """;
    private static final String RENAMED =
            """
            <basic name="first"><column name="c1"/></basic>
            <basic name="third"><column name="c2"/></basic>
            <transient name="second"/>
            """;
    private static final String SWAPPED =
            """
            <basic name="first"><column name="c2"/></basic>
            <basic name="second"><column name="c1"/></basic>
            <transient name="third"/>
            """;

    @Test
    void propertyRenamed_betweenTwoDeploys_isReadFromTheDatabase() {
        SessionFactory before = deploy(BEFORE);
        store(before);
        assertThat(statements(before, () -> assertThat(find(before).second).isEqualTo("2")))
                .isZero();

        SessionFactory after = deploy(RENAMED);

        Thing seen = find(after);
        assertThat(seen.first + seen.second + seen.third).isEqualTo("1null2");
        assertThat(find(before).second).as("and the old deploy goes on").isEqualTo("2");
    }

    @Test
    void sameMapping_inTwoDeploys_isShared() {
        SessionFactory before = deploy(BEFORE);
        store(before);
        find(before);

        SessionFactory after = deploy(BEFORE);

        assertThat(statements(after, () -> assertThat(find(after).second).isEqualTo("2"))).isZero();
    }

    @Test
    void columnsSwapped_betweenTwoDeploys_areNotMixedUp() {
        SessionFactory before = deploy(BEFORE);
        store(before);
        find(before);

        SessionFactory after = deploy(SWAPPED);

        assertThat(find(after).first).isEqualTo("2");
    }

    @Test
    void otherFormat_ofTheSameMapping_isReadFromTheDatabase() {
        SessionFactory binary = deploy(BEFORE);
        store(binary);
        find(binary);

        SessionFactory json =
                cluster.join(
                        Map.of("hibernate.cache.redis.codec", "json"),
                        sources -> sources.addInputStream(mapping(BEFORE)));

        assertThat(find(json).second).isEqualTo("2");
    }

    private SessionFactory deploy(String attributes) {
        return cluster.join(Map.of(), sources -> sources.addInputStream(mapping(attributes)));
    }

    private static ByteArrayInputStream mapping(String attributes) {
        String xml =
                """
                <entity-mappings xmlns="http://www.hibernate.org/xsd/orm/mapping" version="7.0">
                  <entity class="%s" name="Thing" access="FIELD" cacheable="true" metadata-complete="true">
                    <attributes><id name="id"/>%s</attributes>
                  </entity>
                </entity-mappings>
                """
                        .formatted(Thing.class.getName(), attributes);
        return new ByteArrayInputStream(xml.getBytes(UTF_8));
    }

    private static void store(SessionFactory factory) {
        inTransaction(
                factory,
                session -> {
                    var thing = new Thing();
                    thing.id = 1L;
                    thing.first = "1";
                    thing.second = "2";
                    session.persist(thing);
                });
    }

    private static Thing find(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Thing.class, 1L));
    }
}
