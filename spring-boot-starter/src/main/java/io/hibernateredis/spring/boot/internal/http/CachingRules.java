package io.hibernateredis.spring.boot.internal.http;

import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties.Policy;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UriTemplate;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/** Which rule a request falls under: that of its handler, else that of its path. Immutable. */
final class CachingRules {

    private static final String POLICIES = "hibernate-redis.http.policies";

    /** As {@code no-cache}: to be confirmed before each use. */
    private static final String STANDARD = "no-cache";

    static final CachingRules NONE = new CachingRules(List.of(), Map.of());

    private final List<OfPath> ofPaths;
    private final Map<Handler, CachingRule> ofHandlers;

    private CachingRules(List<OfPath> ofPaths, Map<Handler, CachingRule> ofHandlers) {
        this.ofPaths = ofPaths;
        this.ofHandlers = ofHandlers;
    }

    private record OfPath(PathPattern pattern, CachingRule rule) {}

    private record Handler(Class<?> type, Method method) {

        static Handler of(HandlerMethod handler) {
            return new Handler(handler.getBeanType(), handler.getMethod());
        }
    }

    /** A rule with the values in the path of a request. */
    record Match(CachingRule rule, Map<String, String> variables) {}

    /**
     * Reads all rules.
     *
     * @param annotation what is declared on a method, or on a class, for handlers of that
     * @throws io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException if one of
     *     them cannot be used
     */
    static CachingRules read(
            List<Policy> policies,
            Map<RequestMappingInfo, HandlerMethod> handlers,
            BiFunction<Class<?>, Method, @Nullable Declared> annotation,
            PathTags reader) {
        List<OfPath> ofPaths = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            ofPaths.add(read(policies.get(i), POLICIES + "[" + i + "]", reader));
        }
        Map<Handler, CachingRule> ofHandlers = new HashMap<>();
        handlers.forEach(
                (mapping, handler) -> {
                    Declared declared =
                            annotation.apply(handler.getBeanType(), handler.getMethod());
                    if (declared != null && answersGet(mapping)) {
                        ofHandlers.put(
                                Handler.of(handler),
                                CachingRule.read(
                                        declared, variables(mapping.getPatternValues()), reader));
                    }
                });
        return new CachingRules(ofPaths, ofHandlers);
    }

    private static boolean answersGet(RequestMappingInfo mapping) {
        Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
        return methods.isEmpty()
                || methods.contains(RequestMethod.GET)
                || methods.contains(RequestMethod.HEAD);
    }

    private static OfPath read(Policy policy, String source, PathTags reader) {
        String control = policy.cacheControl();
        var declared =
                new Declared(
                        source,
                        false,
                        control == null ? STANDARD : control,
                        policy.tags(),
                        policy.vary());
        String text = policy.pattern() == null ? "" : policy.pattern();
        if (!text.startsWith("/")) {
            throw declared.invalid("pattern", "must be a path that begins with /", text, null);
        }
        try {
            PathPattern pattern = PathPatternParser.defaultInstance.parse(text);
            return new OfPath(pattern, CachingRule.read(declared, variables(Set.of(text)), reader));
        } catch (PatternParseException e) {
            throw declared.invalid(
                    "pattern", "must be a pattern of paths (" + e.getMessage() + ")", text, e);
        }
    }

    /** The variables that all of some patterns have. */
    private static Set<String> variables(Set<String> patterns) {
        Set<String> all = null;
        for (String pattern : patterns) {
            Set<String> its = new HashSet<>();
            for (String name : new UriTemplate(pattern).getVariableNames()) {
                its.add(name.startsWith("*") ? name.substring(1) : name);
            }
            if (all == null) {
                all = its;
            } else {
                all.retainAll(its);
            }
        }
        return all == null ? Set.of() : all;
    }

    boolean areEmpty() {
        return ofPaths.isEmpty() && ofHandlers.isEmpty();
    }

    /** The rule of a request, or null. */
    @Nullable Match match(HttpServletRequest request, Object handler) {
        if (handler instanceof HandlerMethod method) {
            CachingRule own = ofHandlers.get(Handler.of(method));
            if (own != null) {
                return new Match(own, variables(request));
            }
        }
        if (ofPaths.isEmpty() || !ServletRequestPathUtils.hasParsedRequestPath(request)) {
            return null;
        }
        var path = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
        for (OfPath each : ofPaths) {
            PathPattern.PathMatchInfo found = each.pattern().matchAndExtract(path);
            if (found != null) {
                return new Match(each.rule(), found.getUriVariables());
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // as Spring documents the attribute
    private static Map<String, String> variables(HttpServletRequest request) {
        Object found = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return found == null ? Map.of() : (Map<String, String>) found;
    }
}
