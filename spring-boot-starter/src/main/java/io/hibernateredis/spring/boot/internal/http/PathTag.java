package io.hibernateredis.spring.boot.internal.http;

import io.hibernateredis.tags.Tags;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that a response depends on, with variables of its path. Immutable. */
interface PathTag {

    /** What it is for some values; null if one of them is none that a tag can have. */
    @Nullable Tags with(Map<String, String> variables);
}
