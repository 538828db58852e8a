package io.hibernateredis.spring.boot.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Who makes a request. */
@FunctionalInterface
public interface CurrentUser {

    /** The name of the user; null if the request is anonymous. */
    @Nullable String of(HttpServletRequest request);
}
