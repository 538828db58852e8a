package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Keyspace;

/** What determines the content of a role's entries. */
public enum RoleContent {
    /** The rows of the role alone: their writer knows what is to be cached. */
    OWN,
    /** Also rows of other roles, which may have changed since the writer read them. */
    COMPUTED,
    /** The tables cannot be determined, so nothing is cached. */
    UNKNOWN;

    public static RoleContent of(TableDependents dependents, String role, Keyspace keyspace) {
        if (dependents.problems().containsKey(role)) {
            return UNKNOWN;
        }
        return dependents.isComputed(keyspace) ? COMPUTED : OWN;
    }
}
