package io.hibernateredis.spring.boot.internal.http;

import io.hibernateredis.spring.boot.internal.log.StarterLog;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.util.WebUtils;

/**
 * Before a handler runs, offers its response to be kept, with an ETag of the state that the handler
 * is going to see, or of an older one; or answers 304 in place of the handler. To be the last
 * interceptor, so that nothing has been loaded that the handler does not load itself.
 */
public final class CachingInterceptor implements HandlerInterceptor {

    private final HttpCaching caching;
    private final Privacy privacy;

    public CachingInterceptor(HttpCaching caching, CurrentUser user) {
        this.caching = caching;
        this.privacy = new Privacy(user);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        var cacheable = WebUtils.getNativeResponse(response, CacheableResponse.class);
        if (cacheable == null
                || request.getDispatcherType() != DispatcherType.REQUEST
                || !(handler instanceof HandlerMethod || handler instanceof HandlerFunction)) {
            return true;
        }
        CachingRules.Match match = caching.ready().rules().match(request, handler);
        if (match == null) {
            return true;
        }
        CachingRule rule = match.rule();
        if (rule.control().isNoStore()) {
            cacheable.setHeader(HttpHeaders.CACHE_CONTROL, rule.control().text());
            return true;
        }
        String reason =
                cacheable.isDecided()
                        ? "cookies or other headers of the response decide it"
                        : privacy.objection(request, handler, rule.control());
        if (reason != null) {
            StarterLog.notOffered(rule.source(), reason);
            return true;
        }
        return preHandle(request, cacheable, match);
    }

    private boolean preHandle(
            HttpServletRequest request, CacheableResponse response, CachingRules.Match match) {
        CachingRule rule = match.rule();
        TagState state = caching.ready().state();
        var tags = rule.tags(match.variables());
        if (tags == null || state == null) {
            StarterLog.notOffered(rule.source(), "its path has other than integers and UUIDs");
            return true;
        }
        String user = rule.control().isPrivate() ? privacy.userOf(request) : null;
        String etag = state.etag(tags, request, rule.vary(), user);
        if (etag == null) {
            StarterLog.notOffered(
                    rule.source(),
                    "a tag is being written, or was since a session loaded, or is unknown");
            return true;
        }
        response.offer(rule.control(), etag, rule.vary());
        if (isKnown(request, etag)) {
            response.notModified();
            return false;
        }
        return true;
    }

    /** Whether the client has a response of an ETag. One that has any is not told of it. */
    private static boolean isKnown(HttpServletRequest request, String etag) {
        ETag own = ETag.create(etag);
        for (String header : Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH))) {
            for (ETag each : ETag.parse(header)) {
                if (!each.isWildcard() && Objects.equals(each.tag(), own.tag())) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception failure) {
        var cacheable = WebUtils.getNativeResponse(response, CacheableResponse.class);
        if (failure != null && cacheable != null && !cacheable.isCommitted()) {
            cacheable.withdraw();
        }
    }
}
