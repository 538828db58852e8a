package io.hibernateredis.query;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** A test of what the module does where Hibernate lets it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "io.hibernateredis.internal.query.QueryResults#isPossible",
        disabledReason = "the module is off: it needs Hibernate 7.2 or later")
public @interface NeedsModule {}
