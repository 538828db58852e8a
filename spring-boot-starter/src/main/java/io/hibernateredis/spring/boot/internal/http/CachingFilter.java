package io.hibernateredis.spring.boot.internal.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets responses be offered to be kept, and sees to it that those are not which get cookies, or
 * fail. To be outermost.
 */
public final class CachingFilter extends OncePerRequestFilter {

    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final HttpCaching caching;

    public CachingFilter(HttpCaching caching) {
        this.caching = caching;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !METHODS.contains(request.getMethod()) || caching.ready().rules().areEmpty();
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var cacheable = new CacheableResponse(response);
        try {
            chain.doFilter(new Request(request, cacheable), cacheable);
        } catch (ServletException | IOException | RuntimeException | Error e) {
            cacheable.withdraw();
            throw e;
        }
    }

    /** A session that begins has a cookie, which the container adds to its own response. */
    private static final class Request extends HttpServletRequestWrapper {

        private final CacheableResponse response;

        Request(HttpServletRequest request, CacheableResponse response) {
            super(request);
            this.response = response;
        }

        @Override
        public HttpSession getSession() {
            HttpSession session = super.getSession();
            response.withdrawIfItHasCookies();
            return session;
        }

        @Override
        public @Nullable HttpSession getSession(boolean create) {
            HttpSession session = super.getSession(create);
            response.withdrawIfItHasCookies();
            return session;
        }

        @Override
        public String changeSessionId() {
            String id = super.changeSessionId();
            response.withdrawIfItHasCookies();
            return id;
        }
    }
}
