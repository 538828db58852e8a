package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.protocol.Tag;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** A tag of an entity, as text with placeholders. Immutable. */
final class TagTemplate {

    private final List<String> texts;
    private final List<PropertyPath> paths;

    private TagTemplate(List<String> texts, List<PropertyPath> paths) {
        this.texts = texts;
        this.paths = paths;
    }

    /**
     * @throws IllegalArgumentException if a brace is not one of a pair, or a path leads nowhere
     */
    static TagTemplate of(EntityPersister entity, String text) {
        List<String> texts = new ArrayList<>();
        List<PropertyPath> paths = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            texts.add(literal(entity, text, from, open));
            if (close < 0) {
                throw unpaired(entity, text);
            }
            paths.add(PropertyPath.of(entity, text.substring(open + 1, close).strip()));
            from = close + 1;
        }
        texts.add(literal(entity, text, from, text.length()));
        return new TagTemplate(texts, paths);
    }

    private static String literal(EntityPersister entity, String text, int from, int to) {
        String literal = text.substring(from, to);
        if (literal.indexOf('}') >= 0) {
            throw unpaired(entity, text);
        }
        return literal;
    }

    private static IllegalArgumentException unpaired(EntityPersister entity, String text) {
        return new IllegalArgumentException(
                "tag \"" + text + "\" of " + entity.getEntityName() + " has a brace too many");
    }

    boolean isLiteral() {
        return paths.isEmpty();
    }

    /** All that this may evaluate to. */
    Tag all() {
        String first = texts.get(0);
        int colon = first.indexOf(':');
        if (isLiteral()) {
            return Tag.named(first);
        }
        return Tag.unknownNames(colon < 0 ? Tag.EVERY_KIND : first.substring(0, colon));
    }

    /** Whether the identifier alone gives the tag. */
    boolean isOfIdentifier() {
        return paths.stream().allMatch(PropertyPath::isIdentifier);
    }

    /** Whether all states of a row give the same tag. */
    boolean neverChanges() {
        return paths.stream().allMatch(PropertyPath::neverChanges);
    }

    /** Whether a write fails if another transaction has changed what this depends on since. */
    boolean changeIsSeen() {
        return paths.stream().allMatch(PropertyPath::changeIsSeen);
    }

    /** The tag of a state, or {@link #all} if a part of it is not known. */
    public Tag of(Object id, Object @Nullable [] state) {
        var name = new StringBuilder(texts.get(0));
        for (int i = 0; i < paths.size(); i++) {
            Object value = paths.get(i).of(id, state);
            if (value == PropertyPath.UNKNOWN) {
                return all();
            }
            name.append(value instanceof Enum<?> constant ? constant.name() : value);
            name.append(texts.get(i + 1));
        }
        return Tag.named(name.toString());
    }
}
