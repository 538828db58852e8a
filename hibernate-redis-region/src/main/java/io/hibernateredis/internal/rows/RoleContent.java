package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Keyspace;

/** What decides the content of a role's entries. */
public enum RoleContent {
    /** The rows of the role alone: who writes them knows what is to be cached. */
    OWN,
    /** Also rows of others, which may have changed since the writer looked. */
    COMPUTED,
    /** It cannot be told which rows: nothing is cached. */
    UNKNOWN;

    public static RoleContent of(TableDependents dependents, String role, Keyspace keyspace) {
        if (dependents.problems().containsKey(role)) {
            return UNKNOWN;
        }
        return dependents.isComputed(keyspace) ? COMPUTED : OWN;
    }
}
