package io.hibernateredis.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.FlushMode;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that hold what is mapped to documents and arrays are found again. */
class JsonResultsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Paper.class, Plain.class)
                    .with("hibernate.type.json_format_mapper", new JacksonFormatMapper());

    @Embeddable
    static class Mark {
        int page;
        String text;
    }

    enum Tone {
        DRY,
        WET
    }

    @Entity(name = "Paper")
    static class Paper {
        @Id Long id;

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Object> notes = new LinkedHashMap<>();

        @JdbcTypeCode(SqlTypes.JSON)
        Hoard.Doc doc = new Hoard.Doc();

        @JdbcTypeCode(SqlTypes.JSON)
        List<String> words = new ArrayList<>();

        @Embedded
        @JdbcTypeCode(SqlTypes.JSON)
        Mark mark;

        String[] names;
        Tone[] tones;
        List<Integer> numbers = new ArrayList<>();

        String told() {
            return notes
                    + doc.title
                    + doc.pages
                    + words
                    + mark.page
                    + mark.text
                    + List.of(names)
                    + List.of(tones)
                    + numbers;
        }
    }

    @Entity(name = "Plain")
    static class Plain {
        @Id Long id;

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Object> notes = new LinkedHashMap<>(Map.of("a", List.of(1)));

        Tone[] tones = {Tone.DRY};
    }

    SessionFactory one;

    @BeforeEach
    void start() {
        one = cluster.join();
        Cluster.inTransaction(
                one,
                session -> {
                    var paper = new Paper();
                    paper.id = 1L;
                    paper.notes.put("a", List.of(1, "b"));
                    paper.doc.title = "t";
                    paper.doc.pages.add(3);
                    paper.words.add("w");
                    paper.mark = new Mark();
                    paper.mark.page = 4;
                    paper.mark.text = "m";
                    paper.names = new String[] {"x", "y"};
                    paper.tones = new Tone[] {Tone.WET};
                    paper.numbers.add(7);
                    session.persist(paper);
                    var plain = new Plain();
                    plain.id = 1L;
                    session.persist(plain);
                });
        Board.awaitSeen(one, one);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select notes from Paper",
                "select doc from Paper",
                "select words, notes, id from Paper",
                "select mark from Paper",
                "select mark.page, mark.text from Paper",
                "select names from Paper",
                "select tones from Paper",
                "select numbers from Paper",
                "from Plain"
            })
    void result_isAHit_andEqualToTheDatabases(String hql) {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell what is selected");
        String before = told(hql);
        long statements = one.getStatistics().getPrepareStatementCount();
        assertThat(told(hql)).isEqualTo(before);
        assertThat(one.getStatistics().getPrepareStatementCount()).isEqualTo(statements);
    }

    /** Hibernate does not cache all of its columns. */
    @Test
    void entityWithAnEmbeddableInOneColumn_isNoHit_andEqualToTheDatabases() {
        assertThat(told("from Paper")).isEqualTo(told("from Paper")).contains("4m");
    }

    private String told(String hql) {
        return Cluster.fromTransaction(
                one,
                session -> {
                    // Hibernate takes a document without equals for changed, and writes it.
                    session.setHibernateFlushMode(FlushMode.MANUAL);
                    return session
                            .createSelectionQuery(hql, Object.class)
                            .setCacheable(true)
                            .list()
                            .stream()
                            .map(JsonResultsIT::told)
                            .toList()
                            .toString();
                });
    }

    private static String told(Object value) {
        if (value instanceof Paper paper) {
            return paper.told();
        }
        if (value instanceof Plain plain) {
            return plain.notes + List.of(plain.tones).toString();
        }
        if (value instanceof Hoard.Doc doc) {
            return doc.title + doc.pages;
        }
        if (value instanceof Mark mark) {
            return mark.page + mark.text;
        }
        return value instanceof Object[] several
                ? Arrays.stream(several).map(JsonResultsIT::told).toList().toString()
                : String.valueOf(value);
    }
}
