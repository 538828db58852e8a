package io.hibernateredis.spring.boot.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.method.HandlerMethod;

/** Tells which responses are a user's own, or no one's to keep. Thread-safe. */
final class Privacy {

    /** They are checked when the method is called: what is answered before would pass them by. */
    private static final List<String> CHECKS =
            List.of(
                    "org.springframework.security.access.prepost.PreAuthorize",
                    "org.springframework.security.access.prepost.PostAuthorize",
                    "org.springframework.security.access.prepost.PreFilter",
                    "org.springframework.security.access.prepost.PostFilter",
                    "org.springframework.security.access.annotation.Secured",
                    "jakarta.annotation.security.RolesAllowed",
                    "jakarta.annotation.security.DenyAll",
                    SessionAttributes.class.getName());

    private final CurrentUser user;
    private final Map<AnnotatedElement, Boolean> checked = new ConcurrentHashMap<>();

    Privacy(CurrentUser user) {
        this.user = user;
    }

    /** Why a response must not be offered as a rule says; null if it may. */
    @Nullable String objection(HttpServletRequest request, Object handler, CacheControl control) {
        if (handler instanceof HandlerMethod method
                && (isChecked(method.getMethod()) || isChecked(method.getBeanType()))) {
            return "its method is secured, or has session attributes";
        }
        if (control.isPrivate()) {
            return null;
        }
        if (user.of(request) != null || request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
            return "the request has a user, and the rule is not private";
        }
        return request.getSession(false) != null
                ? "the request has a session, and the rule is not private"
                : null;
    }

    private boolean isChecked(AnnotatedElement element) {
        return checked.computeIfAbsent(
                element,
                each -> {
                    var all = MergedAnnotations.from(each, SearchStrategy.TYPE_HIERARCHY);
                    return CHECKS.stream().anyMatch(all::isPresent);
                });
    }

    /** Who makes a request; empty if that is unknown. */
    String userOf(HttpServletRequest request) {
        String name = user.of(request);
        return name == null ? "" : name;
    }
}
