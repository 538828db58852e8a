/** What those who run the cache ask it and tell it over HTTP: the same for endpoint and page. */
@NullMarked
package io.hibernateredis.spring.boot.internal.admin;

import org.jspecify.annotations.NullMarked;
