package io.hibernateredis.spring.boot.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** The user that Spring Security knows, also where it does not tell the servlet API. */
public final class SecurityUser implements CurrentUser {

    @Override
    public @Nullable String of(HttpServletRequest request) {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        return known == null || known instanceof AnonymousAuthenticationToken
                ? request.getRemoteUser()
                : known.getName();
    }
}
