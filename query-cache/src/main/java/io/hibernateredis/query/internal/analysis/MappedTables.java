package io.hibernateredis.query.internal.analysis;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a mapping, as words that SQL may mention: the declared tables of a native query may
 * be incomplete. Thread-safe.
 */
public final class MappedTables {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_$#]+");

    private final SessionFactoryImplementor sessionFactory;
    private volatile @Nullable Map<String, Set<String>> byWord;

    public MappedTables(SessionFactoryImplementor sessionFactory) {
        this.sessionFactory = sessionFactory;
    }

    /**
     * The tables that a select declares, and, if it declares any, those that its text mentions.
     * More than it reads costs hits only.
     */
    public Set<String> readBy(JdbcSelect select) {
        Set<String> declared = select.getAffectedTableNames();
        if (declared == null || declared.isEmpty()) {
            return Set.of();
        }
        Set<String> all = new HashSet<>(declared);
        var words = WORD.matcher(select.getSqlString());
        while (words.find()) {
            all.addAll(byWord().getOrDefault(words.group().toLowerCase(Locale.ROOT), Set.of()));
        }
        return all;
    }

    private Map<String, Set<String>> byWord() {
        Map<String, Set<String>> known = byWord;
        if (known == null) {
            Map<String, Set<String>> made = new ConcurrentHashMap<>();
            var metamodel = sessionFactory.getMappingMetamodel();
            metamodel.forEachEntityDescriptor(entity -> add(made, entity.getQuerySpaces()));
            metamodel.forEachCollectionDescriptor(
                    collection -> add(made, collection.getCollectionSpaces()));
            known = made;
            byWord = known;
        }
        return known;
    }

    private static void add(Map<String, Set<String>> byWord, Object spaces) {
        Collection<?> all =
                spaces instanceof Object[] array ? Arrays.asList(array) : (Collection<?>) spaces;
        for (Object space : all) {
            var words = WORD.matcher(space.toString());
            String last = "";
            while (words.find()) {
                last = words.group();
            }
            byWord.computeIfAbsent(
                            last.toLowerCase(Locale.ROOT), word -> ConcurrentHashMap.newKeySet())
                    .add(space.toString());
        }
    }
}
