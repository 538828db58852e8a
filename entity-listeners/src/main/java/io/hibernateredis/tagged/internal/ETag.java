package io.hibernateredis.tagged.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Digests;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Tag;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes an HTTP ETag of the times at which tags were invalidated. */
final class ETag {

    private static final int BYTES = 16;

    private ETag() {}

    /**
     * The ETag of some tags.
     *
     * @param reading what was read of the tags
     * @param loaded of what is read from now on
     * @return empty if a tag's time is later than that: its writer has not ended, or a session has
     *     loaded before it, so what is read now may be older than what the time stands for
     */
    static Optional<String> of(
            @Nullable ReadResult reading, Collection<Tag> tags, LoadTime loaded) {
        if (reading == null || reading.nonce() == 0 || reading.nonce() != loaded.nonce()) {
            return Optional.empty();
        }
        var text = new StringBuilder().append(reading.nonce());
        for (Tag tag : tags) {
            long time = reading.invalidated(tag);
            if (time > loaded.clock()) {
                return Optional.empty();
            }
            text.append('\n').append(tag.text()).append('=').append(time);
        }
        byte[] digest = Digests.sha256(text.toString().getBytes(UTF_8));
        return Optional.of(
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Arrays.copyOf(digest, BYTES)));
    }
}
