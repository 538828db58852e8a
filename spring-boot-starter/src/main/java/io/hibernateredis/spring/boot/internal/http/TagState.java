package io.hibernateredis.spring.boot.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.tagged.TaggedCache;
import io.hibernateredis.tags.Tags;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The state of tags in a session factory's cache, as ETags of responses. An ETag is a digest of it
 * and of all by which a request may ask for another response. Thread-safe.
 */
final class TagState {

    private static final int BYTES = 16;

    /** What a client negotiates, whether or not the response depends on it. */
    private static final List<String> NEGOTIATED =
            List.of(
                    HttpHeaders.HOST,
                    HttpHeaders.ACCEPT,
                    HttpHeaders.ACCEPT_LANGUAGE,
                    HttpHeaders.ACCEPT_CHARSET);

    private final SessionFactoryImplementor factory;
    private final TaggedCache cache;
    private final List<String> constant;

    /**
     * @param version of the application; null for one that no other instance has
     */
    TagState(SessionFactory factory, @Nullable String version) {
        this.factory = factory.unwrap(SessionFactoryImplementor.class);
        this.cache = TaggedCache.of(factory, "?http");
        String namespace =
                Objects.requireNonNull(RedisRegionFactory.of(factory))
                        .unwrap(SessionFactoryCache.class)
                        .store()
                        .settings()
                        .namespace();
        this.constant =
                List.of(version == null ? UUID.randomUUID().toString() : version, namespace);
    }

    /**
     * The ETag of what a handler is about to answer; weak, since it may be compressed or not.
     *
     * @param vary names of further headers that the response depends on
     * @param user whose own the response is; null if it is the same for all
     * @return null if what the handler is going to read may be older than the state of the tags
     */
    @Nullable String etag(
            Tags tags, HttpServletRequest request, List<String> vary, @Nullable String user) {
        String state;
        try {
            state = cache.etag(tags).orElse(null);
        } catch (IllegalArgumentException e) {
            // A value that the column cannot hold.
            return null;
        }
        if (state == null) {
            return null;
        }
        List<String> parts = new ArrayList<>(constant);
        parts.add(state);
        parts.add(tenant());
        parts.add(request.getScheme());
        parts.add(request.getRequestURI());
        parts.add(String.valueOf(request.getQueryString()));
        NEGOTIATED.forEach(name -> addHeader(parts, request, name));
        vary.forEach(name -> addHeader(parts, request, name));
        parts.add(user == null ? "-" : "+" + user);
        return "W/\"" + digest(parts) + '"';
    }

    private String tenant() {
        var resolver = factory.getCurrentTenantIdentifierResolver();
        return resolver == null ? "" : String.valueOf(resolver.resolveCurrentTenantIdentifier());
    }

    private static void addHeader(List<String> parts, HttpServletRequest request, String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        parts.add(Integer.toString(values.size()));
        parts.addAll(values);
    }

    private static String digest(List<String> parts) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        for (String part : parts) {
            byte[] bytes = part.getBytes(UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(digest.digest(), BYTES));
    }
}
