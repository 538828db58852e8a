package io.hibernateredis.spring.boot.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text with variables of a path, such as {@code board:{id}}. Immutable. */
final class PathText {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");

    private final String text;
    private final List<String> variables;

    private PathText(String text, List<String> variables) {
        this.text = text;
        this.variables = variables;
    }

    /**
     * @param known the variables that there are
     * @throws IllegalArgumentException whose message is the rule that is broken
     */
    static PathText of(String text, Set<String> known) {
        List<String> variables =
                VARIABLE.matcher(text).results().map(found -> found.group(1)).toList();
        String rest = VARIABLE.matcher(text).replaceAll("");
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            throw new IllegalArgumentException("must have its braces in pairs");
        }
        for (String variable : variables) {
            if (!known.contains(variable)) {
                throw new IllegalArgumentException(
                        "must name variables of its path, which are " + new TreeSet<>(known));
            }
        }
        return new PathText(text, variables);
    }

    boolean hasVariables() {
        return !variables.isEmpty();
    }

    /** With values in place of its variables; null if one is not {@link Canonical}. */
    @Nullable String with(Map<String, String> values) {
        List<String> all = new ArrayList<>();
        for (String variable : variables) {
            String value = values.get(variable);
            if (!Canonical.isValue(value)) {
                return null;
            }
            all.add(value);
        }
        return filled(all);
    }

    /** With one value in place of every variable. */
    String with(String value) {
        return filled(variables.stream().map(variable -> value).toList());
    }

    private String filled(List<String> values) {
        var filled = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(text);
        for (int i = 0; matcher.find(); i++) {
            matcher.appendReplacement(filled, Matcher.quoteReplacement(values.get(i)));
        }
        return matcher.appendTail(filled).toString();
    }
}
