package io.hibernateredis.spring.boot.internal.http;

import io.hibernateredis.tags.CacheTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.hibernate.SessionFactory;

/**
 * The names that entities declare as their tags. A name that no entity declares is invalidated by
 * no write, so a response that depends on it would be confirmed for ever. Immutable.
 */
final class DeclaredNames {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");

    private final Set<String> declared;
    private final List<Pattern> patterns;

    private DeclaredNames(Set<String> declared, List<Pattern> patterns) {
        this.declared = declared;
        this.patterns = patterns;
    }

    static DeclaredNames of(SessionFactory factory) {
        Set<String> declared = new TreeSet<>();
        for (var entity : factory.getMetamodel().getEntities()) {
            for (Class<?> type = entity.getJavaType(); type != null; type = type.getSuperclass()) {
                for (CacheTags tags : type.getDeclaredAnnotationsByType(CacheTags.class)) {
                    declared.addAll(List.of(tags.value()));
                }
            }
        }
        List<Pattern> patterns = new ArrayList<>();
        for (String name : declared) {
            var pattern = new StringBuilder();
            for (String text : PLACEHOLDER.split(name, -1)) {
                pattern.append(pattern.isEmpty() ? "" : "[^:]+").append(Pattern.quote(text));
            }
            patterns.add(Pattern.compile(pattern.toString()));
        }
        return new DeclaredNames(declared, patterns);
    }

    /**
     * @throws IllegalArgumentException if no entity declares a name
     */
    void require(PathText name) {
        String sample = name.with("1");
        if (patterns.stream().noneMatch(each -> each.matcher(sample).matches())) {
            throw new IllegalArgumentException(
                    "must be declared by @CacheTags of an entity, which declare "
                            + declared
                            + ", or begin with entity:, rows:, type:, table:, or tag: for a name"
                            + " that the application evicts itself");
        }
    }
}
