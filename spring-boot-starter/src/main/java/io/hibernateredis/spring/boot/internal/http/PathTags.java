package io.hibernateredis.spring.boot.internal.http;

import io.hibernateredis.tags.Tags;
import io.hibernateredis.tags.internal.ResolvedTags;
import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.ManagedType;
import jakarta.persistence.metamodel.SingularAttribute;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Reads the tags of rules, against the mapping of a session factory. Immutable. */
final class PathTags {

    private final SessionFactory factory;
    private final DeclaredNames declared;

    PathTags(SessionFactory factory) {
        this.factory = factory;
        this.declared = DeclaredNames.of(factory);
    }

    /**
     * A tag.
     *
     * @param variables of the path
     * @throws IllegalArgumentException whose message is the rule that is broken
     */
    PathTag parse(String text, Set<String> variables) {
        String kind = text.substring(0, Math.max(0, text.indexOf(':')));
        String rest = text.substring(text.indexOf(':') + 1);
        return switch (kind) {
            case "type" -> fixed(Tags.type(entity(rest).getJavaType()));
            case "table" -> fixed(Tags.table(rest));
            case "entity" -> ofEntity(parts(text, rest, 2), variables);
            case "rows" -> ofRows(parts(text, rest, 3), variables);
            case "tag" -> named(rest, variables);
            default -> {
                PathTag tag = named(text, variables);
                declared.require(PathText.of(text, variables));
                yield tag;
            }
        };
    }

    private static String[] parts(String text, String rest, int count) {
        String[] parts = rest.split(":", count);
        if (parts.length < count) {
            throw new IllegalArgumentException(
                    text.startsWith("rows:")
                            ? "must be rows:<entity>:<path>:<value>"
                            : "must be entity:<entity>:<id>");
        }
        return parts;
    }

    private static PathTag named(String name, Set<String> variables) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("must have a name");
        }
        PathText text = PathText.of(name, variables);
        return values -> {
            String filled = text.with(values);
            return filled == null ? null : Tags.named(filled);
        };
    }

    private PathTag fixed(Tags tags) {
        return tried(values -> tags, tags);
    }

    private PathTag tried(PathTag tag, Tags sample) {
        var unused = ResolvedTags.dependencies(sample, factory);
        return tag;
    }

    private PathTag ofEntity(String[] parts, Set<String> variables) {
        EntityType<?> entity = entity(parts[0]);
        if (!entity.hasSingleIdAttribute()) {
            throw new IllegalArgumentException("must be of an entity whose id is one attribute");
        }
        return ofValue(
                PathText.of(parts[1], variables),
                parts[1],
                entity.getIdType().getJavaType(),
                id -> Tags.entity(entity.getJavaType(), id));
    }

    private PathTag ofRows(String[] parts, Set<String> variables) {
        EntityType<?> entity = entity(parts[0]);
        return ofValue(
                PathText.of(parts[2], variables),
                parts[2],
                typeOf(entity, parts[1]),
                value -> Tags.rows(entity.getJavaType(), parts[1], value));
    }

    private PathTag ofValue(
            PathText text, String written, Class<?> declaredType, Function<Object, Tags> tags) {
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(declaredType);
        if (!text.hasVariables()) {
            return fixed(tags.apply(literal(type, written)));
        }
        if (!Canonical.hasType(type)) {
            throw new IllegalArgumentException(
                    "must have a variable only where there is an integer or a UUID, not a "
                            + type.getSimpleName());
        }
        Object sample = Canonical.parse(type, text.with(Canonical.sample(type)));
        if (sample == null) {
            throw new IllegalArgumentException("must have nothing beside the variable as value");
        }
        return tried(
                values -> {
                    String filled = text.with(values);
                    Object value = filled == null ? null : Canonical.parse(type, filled);
                    return value == null ? null : tags.apply(value);
                },
                tags.apply(sample));
    }

    private static Object literal(Class<?> type, String text) {
        Object value = null;
        if (type == String.class) {
            value = text;
        } else if (type == Boolean.class) {
            value = text.equals("true") ? Boolean.TRUE : text.equals("false") ? false : null;
        } else if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                value = ((Enum<?>) constant).name().equals(text) ? constant : value;
            }
        } else if (Canonical.hasType(type)) {
            value = Canonical.parse(type, text);
        }
        if (value == null) {
            throw new IllegalArgumentException("must have a " + type.getSimpleName() + " as value");
        }
        return value;
    }

    private EntityType<?> entity(String name) {
        Set<String> names = new TreeSet<>();
        for (EntityType<?> each : factory.getMetamodel().getEntities()) {
            if (name.equals(each.getName()) || name.equals(each.getJavaType().getName())) {
                return each;
            }
            names.add(each.getName());
        }
        throw new IllegalArgumentException("must name an entity, which are " + names);
    }

    private static Class<?> typeOf(EntityType<?> entity, String path) {
        ManagedType<?> owner = entity;
        Class<?> type = null;
        for (String name : path.split("\\.", -1)) {
            Attribute<?, ?> attribute = owner == null ? null : attribute(owner, name);
            if (!(attribute instanceof SingularAttribute<?, ?> single)) {
                throw new IllegalArgumentException(
                        "must have the path of a property of " + entity.getName());
            }
            type = single.getJavaType();
            owner = single.getType() instanceof ManagedType<?> managed ? managed : null;
        }
        return java.util.Objects.requireNonNull(type);
    }

    private static @Nullable Attribute<?, ?> attribute(ManagedType<?> owner, String name) {
        for (Attribute<?, ?> each : owner.getAttributes()) {
            if (each.getName().equals(name)) {
                return each;
            }
        }
        return null;
    }
}
