package io.hibernateredis.region;

import io.hibernateredis.store.Keyspace;

/** What decides the content of a role's entries. */
enum RoleContent {
    /** The rows of the role alone: who writes them knows what is to be cached. */
    OWN,
    /** Also rows of others, which may have changed since the writer looked. */
    COMPUTED,
    /** It cannot be told which rows: nothing is cached. */
    UNKNOWN;

    static RoleContent of(TableDependents dependents, String role, Keyspace keyspace) {
        if (dependents.problems().containsKey(role)) {
            return UNKNOWN;
        }
        return dependents.isComputed(keyspace) ? COMPUTED : OWN;
    }
}
