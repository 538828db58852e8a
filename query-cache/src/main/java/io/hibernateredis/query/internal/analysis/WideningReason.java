package io.hibernateredis.query.internal.analysis;

/** Why a query depends on a whole table. The names are stable. */
public enum WideningReason {
    UNCONSTRAINED("no condition 'column = value' restricts it, and more or less all of it is read"),
    NOT_GROUPABLE("none of its columns tells groups of rows apart"),
    TOO_MANY_GROUPS("its conditions name too many groups of rows"),
    FULL_JOIN("the query has a full join, which may be sent as something else"),
    UNION("it is one of several tables that are read as one"),
    DECLARED("it is only named as what the mapping or a native query reads");

    private final String text;

    WideningReason(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
