package io.hibernateredis.spring.boot.internal.http;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * A response that may be offered to be kept. That is taken back once it gets another status than
 * 200, a cookie, or headers of the application's own that say how it may be kept. It has to be
 * outermost, to see what filters add. For one request.
 */
final class CacheableResponse extends HttpServletResponseWrapper {

    private static final Set<String> OWN_WORD = Set.of("cache-control", "expires", "pragma");

    private static final String NO_STORE = "no-store";

    private @Nullable String control;
    private @Nullable String etag;

    CacheableResponse(HttpServletResponse response) {
        super(response);
    }

    /** Whether something was said of it already that forbids to offer it. */
    boolean isDecided() {
        return containsHeader(HttpHeaders.SET_COOKIE)
                || OWN_WORD.stream().anyMatch(this::containsHeader);
    }

    void offer(CacheControl how, String tag, List<String> vary) {
        control = how.text();
        etag = tag;
        super.setHeader(HttpHeaders.CACHE_CONTROL, control);
        super.setHeader(HttpHeaders.ETAG, etag);
        vary.forEach(name -> super.addHeader(HttpHeaders.VARY, name));
    }

    /** The client has it already. */
    void notModified() {
        super.setStatus(SC_NOT_MODIFIED);
    }

    /**
     * Nobody may keep it after all. To say nothing is not enough: whoever would have said that, as
     * Spring Security does, may have found the offer, and said nothing.
     */
    void withdraw() {
        if (forget()) {
            super.setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
    }

    void withdrawIfItHasCookies() {
        if (control != null && containsHeader(HttpHeaders.SET_COOKIE)) {
            withdraw();
        }
    }

    /** Whether there was an offer. */
    private boolean forget() {
        boolean isOffered = remove(HttpHeaders.CACHE_CONTROL, control);
        remove(HttpHeaders.ETAG, etag);
        etag = null;
        control = null;
        return isOffered;
    }

    private boolean remove(String name, @Nullable String value) {
        if (value == null || !value.equals(getHeader(name))) {
            return false;
        }
        super.setHeader(name, null);
        return true;
    }

    private void makeWayFor(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        if (OWN_WORD.contains(name)) {
            forget();
        } else if (name.equals("etag")) {
            remove(HttpHeaders.ETAG, etag);
        }
    }

    private void statusIs(int status) {
        if (status != SC_OK && status != SC_NOT_MODIFIED) {
            withdraw();
        }
    }

    @Override
    public void addCookie(Cookie cookie) {
        super.addCookie(cookie);
        withdrawIfItHasCookies();
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        makeWayFor(name);
        super.setHeader(name, value);
        withdrawIfItHasCookies();
    }

    @Override
    public void addHeader(String name, String value) {
        makeWayFor(name);
        super.addHeader(name, value);
        withdrawIfItHasCookies();
    }

    @Override
    public void setDateHeader(String name, long date) {
        makeWayFor(name);
        super.setDateHeader(name, date);
    }

    @Override
    public void addDateHeader(String name, long date) {
        makeWayFor(name);
        super.addDateHeader(name, date);
    }

    @Override
    public void setStatus(int status) {
        statusIs(status);
        super.setStatus(status);
    }

    @Override
    public void sendError(int status) throws IOException {
        withdraw();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        withdraw();
        super.sendError(status, message);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        withdraw();
        super.sendRedirect(location);
    }

    @Override
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        withdraw();
        super.sendRedirect(location, clearBuffer);
    }

    @Override
    public void sendRedirect(String location, int status) throws IOException {
        withdraw();
        super.sendRedirect(location, status);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        withdraw();
        super.sendRedirect(location, status, clearBuffer);
    }

    @Override
    public void reset() {
        super.reset();
        etag = null;
        control = null;
    }
}
