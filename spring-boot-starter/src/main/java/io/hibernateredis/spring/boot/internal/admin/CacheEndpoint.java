package io.hibernateredis.spring.boot.internal.admin;

import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The actuator endpoint {@code hibernatecache}. Clearing is off unless {@code
 * management.endpoint.hibernatecache.access=unrestricted}. Thread-safe.
 */
@WebEndpoint(id = "hibernatecache", defaultAccess = Access.READ_ONLY)
public final class CacheEndpoint {

    private final AdminRequests requests;

    public CacheEndpoint(AdminRequests requests) {
        this.requests = requests;
    }

    /** How each cache is doing. */
    @ReadOperation
    public WebEndpointResponse<Map<String, ?>> overview() {
        return response(requests.overview());
    }

    /** Answers a question, as {@link AdminRequests#answer}. */
    @ReadOperation
    public WebEndpointResponse<Map<String, ?>> answer(
            @Selector String question,
            @Nullable String pattern,
            @Nullable String name,
            @Nullable String limit,
            @Nullable String cursor,
            @Nullable String factory) {
        Map<String, @Nullable String> parameters = new HashMap<>();
        parameters.put("pattern", pattern);
        parameters.put("name", name);
        parameters.put("limit", limit);
        parameters.put("cursor", cursor);
        parameters.put("factory", factory);
        return response(requests.answer(question, parameters::get));
    }

    /** Clears everything. */
    @DeleteOperation
    public WebEndpointResponse<Map<String, ?>> clearEverything(
            @Nullable String factory, SecurityContext user) {
        return clear(List.of(), factory, user);
    }

    /** Clears something, as {@link AdminRequests#clear}. */
    @DeleteOperation
    public WebEndpointResponse<Map<String, ?>> clear(
            @Selector(match = Selector.Match.ALL_REMAINING) String[] path,
            @Nullable String factory,
            SecurityContext user) {
        return clear(List.of(path), factory, user);
    }

    private WebEndpointResponse<Map<String, ?>> clear(
            List<String> path, @Nullable String factory, SecurityContext user) {
        Principal principal = user.getPrincipal();
        String actor = principal == null ? "the actuator endpoint" : principal.getName();
        return response(requests.clear(path, factory, actor, user::isUserInRole));
    }

    private static WebEndpointResponse<Map<String, ?>> response(AdminResponse response) {
        return new WebEndpointResponse<>(response.body(), response.status());
    }
}
