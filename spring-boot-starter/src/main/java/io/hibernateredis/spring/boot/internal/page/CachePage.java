package io.hibernateredis.spring.boot.internal.page;

import io.hibernateredis.admin.InvalidRequestException;
import io.hibernateredis.spring.boot.internal.admin.AdminRequests;
import io.hibernateredis.spring.boot.internal.admin.AdminResponse;
import io.hibernateredis.spring.boot.internal.admin.Admins;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the page and what it asks for. Below the filters of the application, as its own paths are.
 *
 * <p>Nothing changes by a GET. A change is a POST with a header of its own, which neither a form
 * nor a link of another site can send, and no other site's script without this one's consent.
 */
public final class CachePage extends HttpServlet {

    /** Where the page is. */
    public static final String PATH = "/hibernate-redis";

    private static final long serialVersionUID = 1L;

    /** The header that a change takes, with any value. */
    static final String CHANGE_HEADER = "X-Hibernate-Redis";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final Map<String, String> FILES =
            Map.of(
                    "/index.html", "text/html",
                    "/page.css", "text/css",
                    "/page.js", "text/javascript",
                    "/charts.js", "text/javascript");

    private static final String API = "/api/";

    private final transient AdminRequests requests;
    private final transient Admins admins;
    private final transient History history;
    private final boolean readOnly;
    private final transient JsonMapper json = JsonMapper.builder().build();

    public CachePage(AdminRequests requests, Admins admins, History history, boolean readOnly) {
        this.requests = requests;
        this.admins = admins;
        this.history = history;
        this.readOnly = readOnly;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String path = request.getPathInfo();
        harden(response);
        if (path == null) {
            response.sendRedirect(request.getContextPath() + PATH + "/");
        } else if (path.equals("/")) {
            file("/index.html", response);
        } else if (FILES.containsKey(path)) {
            file(path, response);
        } else if (path.startsWith(API)) {
            answer(answer(path.substring(API.length()), request), response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void harden(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-store");
    }

    private static void file(String name, HttpServletResponse response) throws IOException {
        try (InputStream in = CachePage.class.getResourceAsStream("files" + name)) {
            response.setContentType(FILES.get(name) + ";charset=UTF-8");
            Objects.requireNonNull(in).transferTo(response.getOutputStream());
        }
    }

    private AdminResponse answer(String question, HttpServletRequest request) {
        return switch (question) {
            case "overview" -> overview();
            case "history" ->
                    history(request.getParameter("factory"), request.getParameter("after"));
            default -> requests.answer(question, request::getParameter);
        };
    }

    private AdminResponse overview() {
        AdminResponse overview = requests.overview();
        Map<String, Object> body = new LinkedHashMap<>(overview.body());
        body.put("readOnly", readOnly);
        body.put("sampleMillis", history.every().toMillis());
        return new AdminResponse(overview.status(), body);
    }

    private AdminResponse history(@Nullable String name, @Nullable String after) {
        return AdminResponse.of(
                () -> {
                    List<String> names = admins.names();
                    String factory =
                            name == null && !names.isEmpty() ? names.get(0) : String.valueOf(name);
                    History.Point total = history.total(factory);
                    if (total == null) {
                        throw new InvalidRequestException(
                                "factory", factory, "must be one of " + names);
                    }
                    return Map.of("points", history.points(factory, number(after)), "total", total);
                });
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException(
                    "after", text, "must be a time in milliseconds, as the points have it");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        harden(response);
        String path = request.getPathInfo();
        if (path == null || !path.equals(API + "clear")) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (request.getHeader(CHANGE_HEADER) == null) {
            answer(forbidden("a change takes the header " + CHANGE_HEADER), response);
        } else if (readOnly) {
            answer(
                    forbidden(
                            "nothing can be cleared here: hibernate-redis.page.read-only is true"),
                    response);
        } else {
            String[] what = request.getParameterValues("path");
            var principal = request.getUserPrincipal();
            answer(
                    requests.clear(
                            what == null ? List.of("") : pathOf(what),
                            request.getParameter("factory"),
                            principal == null ? "the page" : principal.getName(),
                            request::isUserInRole),
                    response);
        }
    }

    /** Everything is cleared by name, not by leaving something out. */
    private static List<String> pathOf(String[] what) {
        return what.length == 1 && what[0].equals("everything") ? List.of() : List.of(what);
    }

    private static AdminResponse forbidden(String message) {
        return new AdminResponse(HttpServletResponse.SC_FORBIDDEN, Map.of("error", message));
    }

    private void answer(AdminResponse answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setContentType("application/json;charset=UTF-8");
        json.writeValue(response.getOutputStream(), answer.body());
    }
}
