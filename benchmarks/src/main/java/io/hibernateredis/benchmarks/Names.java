package io.hibernateredis.benchmarks;

import java.util.List;

/** The names of workloads, in groups, as the report shows them. */
final class Names {
    static final String EMPTY = "empty transaction";
    static final String FIND = "find, 4 columns";
    static final String RICH_FIND = "find, natural id and associations";
    static final String TEN_FINDS = "ten finds";
    static final String COLLECTION = "entity and its collection of 20";
    static final String NATURAL_ID = "natural id";
    static final String FULL = "query, 100 entities, full layout";
    static final String SHALLOW = "query, 100 entities, shallow layout";
    static final String SCALAR = "query, scalar";
    static final String MISS = "miss and put, 1 entity";
    static final String MISSES = "miss and put, 100 entities";
    static final String UPDATE = "update of 1 entity";
    static final String UPDATES = "update of 100 entities";
    static final String INSERT = "insert of 1 entity";
    static final String BULK = "bulk update of 100 rows";
    static final String MIX = "mix, 95 % reads";

    /** Those that a cache answers. */
    static final List<String> HITS =
            List.of(FIND, RICH_FIND, TEN_FINDS, COLLECTION, NATURAL_ID, FULL, SHALLOW, SCALAR);

    /** Those that a cache makes longer, for the sake of others. */
    static final List<String> OVERHEADS = List.of(MISS, MISSES, UPDATE, UPDATES, INSERT, BULK);

    private Names() {}
}
