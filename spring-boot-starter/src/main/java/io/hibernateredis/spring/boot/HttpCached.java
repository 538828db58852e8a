package io.hibernateredis.spring.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How clients may keep what a handler method answers to GET and HEAD; on a class, for all of its
 * methods that say nothing else. It applies in place of {@code hibernate-redis.http.policies}.
 *
 * <p>Responses get an ETag that is made of the tags before the method is called, and a request that
 * has it is answered by 304 without calling the method. So the tags have to name all that a
 * response depends on, beside the request itself.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface HttpCached {

    /**
     * What the response depends on, with variables of the path, whose values must be integers or
     * UUIDs: {@code board:{id}}, which entities declare by {@code @CacheTags}; {@code
     * entity:Task:{id}}; {@code rows:Task:project.id:{id}}; {@code type:Task}; {@code table:tasks};
     * {@code tag:…} for a name that no entity declares.
     */
    String[] tags();

    /**
     * The value of {@code Cache-Control}. Default: clients may keep the response, and ask whether
     * it is still current before each use.
     */
    String cacheControl() default "no-cache";

    /** The headers of a request that the response depends on; they become {@code Vary}. */
    String[] vary() default {};
}
