package io.hibernateredis.store;

import java.util.List;

/**
 * An entry that was loaded from the database and may be stored.
 *
 * @param body what is to lie behind the header
 * @param tags everything it depends on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Offer(Entry entry, byte[] body, List<Tag> tags, long ttlMillis) {}
