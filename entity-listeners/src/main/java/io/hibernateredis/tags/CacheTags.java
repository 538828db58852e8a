package io.hibernateredis.tags;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which of the application's own tags a write of this entity invalidates, with the commit of its
 * transaction. On an entity or a mapped superclass; inherited, and added to what subclasses say.
 *
 * <p>A tag is text with placeholders: {@code "users"}, {@code "user:{id}"}, {@code
 * "org:{organization.id}"}, {@code "city:{address.city}"}. A placeholder is the path of a property:
 * through embeddables, and through a to-one association to the identifier at its other end. Its
 * value is an integer, text, an enum constant (by its name), a boolean, a UUID, or of {@code
 * java.time}; nothing is written as {@code null}. It is evaluated on the state before the write and
 * on the one after it.
 *
 * <p>What stands before the first colon is the tag's kind. Where the state before is not known, all
 * tags of the kind are invalidated: by stateless updates and deletes, and by those of entities
 * without {@code @Version}, except for paths that never change.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(CacheTags.List.class)
public @interface CacheTags {

    /** The tags. */
    String[] value();

    /**
     * What bulk and native statements on the entity's tables invalidate in their place; without
     * placeholders. Default: the tags that have none, and all tags of the kinds of the others.
     */
    String[] onBulk() default {};

    /** Several of them. */
    @Documented
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface List {

        CacheTags[] value();
    }
}
