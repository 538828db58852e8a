/**
 * The properties below {@code hibernate-redis}, and what they are called below {@code
 * hibernate.cache.redis}.
 */
@NullMarked
package io.hibernateredis.spring.boot.internal.settings;

import org.jspecify.annotations.NullMarked;
