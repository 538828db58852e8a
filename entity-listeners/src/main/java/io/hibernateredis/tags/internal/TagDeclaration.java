package io.hibernateredis.tags.internal;

import java.util.List;

/**
 * The tags that one class declares. Immutable.
 *
 * @param tags texts with placeholders
 * @param onBulk what statements on the entity's tables invalidate in their place; empty for the
 *     tags without placeholders and the kinds of the others
 */
public record TagDeclaration(List<String> tags, List<String> onBulk) {}
