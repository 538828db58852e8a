package io.hibernateredis.query.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Random queries over the {@link Model}. Some are not valid, and are to be passed over. */
public final class Queries {

    /**
     * A query.
     *
     * @param isOrdered whether the order of its rows says something
     * @param filter what the filter of projects asks for at least, or less than 0 for no filter
     */
    public record Query(
            String hql, Map<String, Object> parameters, boolean isOrdered, int filter) {}

    private enum Kind {
        ID,
        INT,
        TEXT,
        BOOL,
        REF
    }

    private record Attribute(String path, Kind kind, String target) {}

    private record Variable(String alias, String entity) {}

    private static final Map<String, List<Attribute>> ATTRIBUTES = new HashMap<>();
    private static final Map<String, List<Attribute>> COLLECTIONS = new HashMap<>();
    private static final Map<String, List<String>> SUBTYPES =
            Map.of(
                    "Document", List.of("Memo", "Report"),
                    "Asset", List.of("Vehicle", "Tool"),
                    "Event", List.of("Login", "Logout"));

    static {
        entity("Project", "id ID", "code TEXT", "status INT", "active BOOL", "address.city TEXT");
        entity("Project", "address.zip INT", "parent Project", "version INT", "status INT");
        entity("Task", "id ID", "title TEXT", "priority INT", "done BOOL", "weight INT");
        entity("Task", "project Project", "assignee Person", "priority INT", "project Project");
        entity("Person", "id ID", "name TEXT", "team INT", "address.zip INT");
        entity("Note", "id.taskId ID", "id.nr INT", "text TEXT", "stars INT", "author Person");
        entity("Note", "task Task");
        entity("Label", "id ID", "name TEXT", "color INT");
        entity("Article", "id ID", "state INT", "hidden INT", "project Project");
        entity("Document", "id ID", "state INT", "project Project");
        entity("Memo", "id ID", "state INT", "project Project", "urgency INT");
        entity("Report", "id ID", "state INT", "project Project", "pages INT");
        entity("Asset", "id ID", "state INT", "project Project");
        entity("Vehicle", "id ID", "state INT", "project Project", "wheels INT");
        entity("Tool", "id ID", "state INT", "project Project", "weight INT", "holder Person");
        entity("Event", "id ID", "level INT");
        entity("Login", "id ID", "level INT", "person Person");
        entity("Logout", "id ID", "level INT", "reason INT");
        COLLECTIONS.put("Project", List.of(new Attribute("tasks", Kind.REF, "Task")));
        COLLECTIONS.put(
                "Task",
                List.of(
                        new Attribute("labels", Kind.REF, "Label"),
                        new Attribute("notes", Kind.REF, "Note")));
    }

    private static final List<String> ROOTS =
            List.of(
                    "Project",
                    "Project",
                    "Project",
                    "Task",
                    "Task",
                    "Task",
                    "Task",
                    "Person",
                    "Note",
                    "Note",
                    "Label",
                    "Article",
                    "Document",
                    "Memo",
                    "Asset",
                    "Vehicle",
                    "Tool",
                    "Event",
                    "Login");

    private static void entity(String name, String... attributes) {
        List<Attribute> all = ATTRIBUTES.computeIfAbsent(name, each -> new ArrayList<>());
        for (String each : attributes) {
            String[] parts = each.split(" ", 2);
            boolean isReference =
                    java.util.Arrays.stream(Kind.values())
                            .noneMatch(kind -> kind.name().equals(parts[1]));
            all.add(
                    isReference
                            ? new Attribute(parts[0], Kind.REF, parts[1])
                            : new Attribute(parts[0], Kind.valueOf(parts[1]), ""));
        }
    }

    /** Databases take their time for more. */
    private static final int TABLES = 4;

    private final Random random;
    private Map<String, Object> parameters = new HashMap<>();
    private int aliases;

    public Queries(Random random) {
        this.random = random;
    }

    /** A query like no other. */
    public Query next() {
        int filter = chance(6) ? random.nextInt(3) : -1;
        boolean[] isOrdered = {false};
        String hql;
        do {
            parameters = new HashMap<>();
            aliases = 0;
            isOrdered[0] = false;
            hql = text(isOrdered);
        } while (aliases > TABLES);
        String text = hql;
        var used =
                parameters.entrySet().stream()
                        .filter(each -> text.matches("(?s).*:" + each.getKey() + "\\b.*"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Query(hql, used, isOrdered[0], filter);
    }

    private String text(boolean[] isOrdered) {
        return switch (random.nextInt(22)) {
            case 14, 15, 16, 17, 18, 19, 20, 21 -> simple();
            case 0 -> setOperation();
            case 1 -> derived();
            case 2 -> withCte();
            case 3 -> grouped();
            case 4, 5 -> limited(isOrdered);
            default -> plain(isOrdered);
        };
    }

    private boolean chance(int oneOf) {
        return random.nextInt(oneOf) == 0;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private String alias() {
        return "v" + aliases++;
    }

    // Queries

    private String plain(boolean[] isOrdered) {
        List<Variable> scope = new ArrayList<>();
        String from = from(scope, 3);
        String where = chance(8) ? "" : " where " + predicate(scope, 3);
        Variable root = scope.get(0);
        switch (random.nextInt(7)) {
            case 0, 1 -> {
                isOrdered[0] = chance(2);
                String order = isOrdered[0] ? orderOfAll(scope) : "";
                return "select " + root.alias() + " from " + from + where + order;
            }
            case 2 -> {
                return "select count(*) from " + from + where;
            }
            case 3 -> {
                return "select distinct " + scalar(scope) + " from " + from + where;
            }
            case 4 -> {
                return "select %s, (select count(*) %s) from %s%s"
                        .formatted(scalar(scope), subquery(scope, 1), from, where);
            }
            case 5 -> {
                return "select case when %s then 1 else 0 end, coalesce(%s, 9) from %s%s"
                        .formatted(predicate(scope, 1), number(scope), from, where);
            }
            default -> {
                isOrdered[0] = true;
                return "select %s, %s from %s%s%s"
                        .formatted(scalar(scope), scalar(scope), from, where, orderOfAll(scope));
            }
        }
    }

    /** Two tables at most and one or two conditions: few rows, which easily change. */
    private String simple() {
        Variable left = new Variable(alias(), pick(ROOTS));
        if (chance(3)) {
            return "select %s from %s %s where %s"
                    .formatted(id(left), left.entity(), left.alias(), atom(left));
        }
        Variable right = new Variable(alias(), pick(ROOTS));
        String type = pick(List.of("join", "left join", "right join", "full join"));
        return "select %s, %s from %s %s %s %s %s on %s = %s%s%s"
                .formatted(
                        id(left),
                        id(right),
                        left.entity(),
                        left.alias(),
                        type,
                        right.entity(),
                        right.alias(),
                        number(List.of(left)),
                        number(List.of(right)),
                        chance(3) ? "" : " and " + atom(chance(2) ? left : right),
                        chance(2) ? "" : " where " + atom(chance(2) ? left : right));
    }

    private String atom(Variable variable) {
        String path = chance(2) ? id(variable) : number(List.of(variable));
        Kind kind = path.contains(".id") && !path.endsWith("nr") ? Kind.ID : Kind.INT;
        return switch (random.nextInt(7)) {
            case 0 -> path + " in (" + constant(kind) + ", " + constant(kind) + ")";
            case 1 -> path + " not in (" + constant(kind) + ", " + constant(kind) + ")";
            case 2 -> "not (" + path + " = " + constant(kind) + ")";
            case 3 ->
                    "(%s = %s or %s = %s)"
                            .formatted(
                                    path,
                                    constant(kind),
                                    number(List.of(variable)),
                                    constant(Kind.INT));
            default -> path + " = " + constant(kind);
        };
    }

    private String limited(boolean[] isOrdered) {
        isOrdered[0] = true;
        List<Variable> scope = new ArrayList<>();
        String from = from(scope, chance(2) ? 0 : 1);
        String where = chance(3) ? "" : " where " + predicate(scope, 2);
        return "select %s from %s%s%s limit %d offset %d"
                .formatted(
                        chance(2) ? id(scope.get(0)) : scalar(scope),
                        from,
                        where,
                        orderOfAll(scope),
                        1 + random.nextInt(4),
                        random.nextInt(2));
    }

    private String grouped() {
        List<Variable> scope = new ArrayList<>();
        String from = from(scope, 2);
        String by = scalar(scope);
        return "select %s, count(*), sum(%s), max(%s) from %s where %s group by %s%s"
                .formatted(
                        by,
                        number(scope),
                        number(scope),
                        from,
                        predicate(scope, 2),
                        by,
                        chance(2) ? " having min(" + number(scope) + ") >= 1" : "");
    }

    private String setOperation() {
        List<Variable> one = new ArrayList<>();
        List<Variable> other = new ArrayList<>();
        String first = from(one, 1);
        String second = from(other, 1);
        return "select %s from %s where %s %s select %s from %s where %s"
                .formatted(
                        number(one),
                        first,
                        predicate(one, 2),
                        pick(List.of("union", "union all", "except", "intersect")),
                        number(other),
                        second,
                        predicate(other, 2));
    }

    private String derived() {
        List<Variable> inner = new ArrayList<>();
        String from = from(inner, 1);
        String derived =
                "(select %s as n, %s as i from %s where %s%s)"
                        .formatted(
                                number(inner),
                                id(inner.get(0)),
                                from,
                                predicate(inner, 2),
                                chance(3) ? orderOfAll(inner) + " limit 2" : "");
        String d = alias();
        if (chance(2)) {
            return "select %s.n, %s.i from %s %s where %s.n = %s"
                    .formatted(d, d, derived, d, d, constant(Kind.INT));
        }
        List<Variable> outer = new ArrayList<>();
        String root = from(outer, 1);
        return "select %s, %s.n from %s %s %s %s on %s.i = %s and %s where %s"
                .formatted(
                        id(outer.get(0)),
                        d,
                        root,
                        pick(List.of("join", "left join")),
                        derived,
                        d,
                        d,
                        id(outer.get(0)),
                        predicate(outer, 1),
                        predicate(outer, 2));
    }

    private String withCte() {
        List<Variable> inner = new ArrayList<>();
        String from = from(inner, 1);
        String cte =
                "with c as (select %s as n, %s as i from %s where %s) "
                        .formatted(number(inner), id(inner.get(0)), from, predicate(inner, 2));
        List<Variable> outer = new ArrayList<>();
        String root = from(outer, 1);
        return cte
                + "select %s, x.n from %s join c x on x.i = %s where %s and x.n >= %s"
                        .formatted(
                                scalar(outer),
                                root,
                                id(outer.get(0)),
                                predicate(outer, 2),
                                constant(Kind.INT));
    }

    // Tables

    private String from(List<Variable> scope, int joins) {
        Variable root = new Variable(alias(), pick(ROOTS));
        scope.add(root);
        var text = new StringBuilder(root.entity()).append(' ').append(root.alias());
        for (int i = random.nextInt(joins + 1); i > 0; i--) {
            text.append(join(scope));
        }
        return text.toString();
    }

    private String join(List<Variable> scope) {
        Variable left = pick(scope);
        List<Attribute> associations =
                ATTRIBUTES.get(left.entity()).stream().filter(a -> a.kind() == Kind.REF).toList();
        String type = pick(List.of(" join ", " join ", " left join ", " left join "));
        int choice = random.nextInt(10);
        String alias = alias();
        if (choice < 4 && !associations.isEmpty()) {
            Attribute to = pick(associations);
            scope.add(new Variable(alias, to.target()));
            return type + left.alias() + "." + to.path() + " " + alias + on(scope, false);
        }
        if (choice < 7 && COLLECTIONS.containsKey(left.entity())) {
            Attribute to = pick(COLLECTIONS.get(left.entity()));
            scope.add(new Variable(alias, to.target()));
            return type + left.alias() + "." + to.path() + " " + alias + on(scope, false);
        }
        Variable other = new Variable(alias, pick(ROOTS));
        scope.add(other);
        if (choice == 9) {
            return " cross join " + other.entity() + " " + alias;
        }
        return pick(List.of(" join ", " left join ", " left join ", " right join ", " full join "))
                + other.entity()
                + " "
                + alias
                + on(scope, true);
    }

    private String on(List<Variable> scope, boolean isNeeded) {
        if (!isNeeded) {
            return chance(3) ? " on " + predicate(scope, 1) : "";
        }
        String equality = equalColumns(scope, scope.get(scope.size() - 1));
        return " on " + equality + (chance(2) ? " and " + predicate(scope, 1) : "");
    }

    private String orderOfAll(List<Variable> scope) {
        List<String> order = new ArrayList<>();
        order.add(scalar(scope) + pick(List.of("", " desc", " nulls last")));
        scope.forEach(each -> ids(each).forEach(order::add));
        return " order by " + String.join(", ", order);
    }

    // Values

    private static List<String> ids(Variable variable) {
        return variable.entity().equals("Note")
                ? List.of(variable.alias() + ".id.taskId", variable.alias() + ".id.nr")
                : List.of(variable.alias() + ".id");
    }

    private static String id(Variable variable) {
        return ids(variable).get(0);
    }

    private String path(Variable variable, Attribute attribute) {
        String path = variable.alias() + "." + attribute.path();
        return attribute.kind() == Kind.REF
                ? attribute.target().equals("Task") ? path + ".id" : path + ".id"
                : path;
    }

    private static Kind valueKind(Attribute attribute) {
        return attribute.kind() == Kind.REF ? Kind.ID : attribute.kind();
    }

    private String scalar(List<Variable> scope) {
        Variable variable = pick(scope);
        return path(variable, pick(ATTRIBUTES.get(variable.entity())));
    }

    private String number(List<Variable> scope) {
        Variable variable = pick(scope);
        List<Attribute> numbers =
                ATTRIBUTES.get(variable.entity()).stream()
                        .filter(each -> each.kind() == Kind.INT)
                        .toList();
        return path(variable, pick(numbers));
    }

    private String constant(Kind kind) {
        Object value =
                switch (kind) {
                    case INT -> random.nextInt(4);
                    case TEXT -> "x" + random.nextInt(4);
                    case BOOL -> random.nextBoolean();
                    default -> (long) (1 + random.nextInt(8));
                };
        if (chance(2)) {
            String name = "p" + parameters.size();
            parameters.put(name, value);
            return ":" + name;
        }
        return value instanceof String
                ? "'" + value + "'"
                : value + (value instanceof Long ? "L" : "");
    }

    // Predicates

    private String predicate(List<Variable> scope, int depth) {
        if (depth > 0 && !chance(3)) {
            String one = predicate(scope, depth - 1);
            return switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> one + " and " + predicate(scope, depth - 1);
                case 4, 5, 6 -> "(" + one + " or " + predicate(scope, depth - 1) + ")";
                default -> "not (" + one + ")";
            };
        }
        Variable variable = pick(scope);
        Attribute attribute = pick(ATTRIBUTES.get(variable.entity()));
        String path = path(variable, attribute);
        Kind kind = valueKind(attribute);
        return switch (random.nextInt(24)) {
            case 0, 1 -> path + " in (" + constant(kind) + ", " + constant(kind) + ")";
            case 2 -> path + " not in (" + constant(kind) + ", " + constant(kind) + ")";
            case 3 -> path + " <> " + constant(kind);
            case 4 -> path + pick(List.of(" is null", " is not null"));
            case 5 -> id(variable) + " >= " + constant(Kind.ID);
            case 6, 7 -> equalColumns(scope, variable);
            case 8, 9 ->
                    pick(List.of("exists", "not exists", "not exists"))
                            + " (select 1 "
                            + subquery(scope, 2)
                            + ")";
            case 10 -> "(select count(*) " + subquery(scope, 1) + ") = " + random.nextInt(3);
            case 11 -> inSubquery(path, kind, scope);
            case 12 -> implicit(scope);
            case 13 -> collection(scope);
            case 14 -> typed(scope);
            case 15 -> "coalesce(" + number(scope) + ", 1) = " + constant(Kind.INT);
            case 16 -> constant(kind) + " = " + path;
            case 17 ->
                    "(%s, %s) = (%s, %s)"
                            .formatted(path, id(variable), constant(kind), constant(Kind.ID));
            default -> path + " = " + constant(kind);
        };
    }

    private String equalColumns(List<Variable> scope, Variable variable) {
        Variable other = pick(scope);
        for (int i = 0; i < 20; i++) {
            Attribute one = pick(ATTRIBUTES.get(variable.entity()));
            Attribute two = pick(ATTRIBUTES.get(other.entity()));
            boolean isSame = variable.equals(other) && one.equals(two);
            if (valueKind(one) == valueKind(two) && !isSame && valueKind(one) != Kind.BOOL) {
                return path(variable, one) + " = " + path(other, two);
            }
        }
        return id(variable) + " = " + id(other);
    }

    /** One that asks for rows that belong to some of the outer ones, or for any. */
    private String subquery(List<Variable> scope, int depth) {
        List<Variable> all = new ArrayList<>();
        String from = from(all, chance(3) ? 1 : 0);
        // Hibernate makes two rows of the one that is counted here.
        from = from.replace(" full join ", " left join ");
        List<String> conjuncts = new ArrayList<>();
        if (!chance(4)) {
            Variable inner = all.get(0);
            List<Variable> both = new ArrayList<>(scope);
            both.add(inner);
            conjuncts.add(equalColumns(scope, inner));
        }
        conjuncts.add(predicate(all, depth - 1));
        return "from " + from + " where " + String.join(" and ", conjuncts);
    }

    private String inSubquery(String path, Kind kind, List<Variable> scope) {
        List<Variable> all = new ArrayList<>();
        String from = from(all, 0);
        Variable inner = all.get(0);
        List<Attribute> same =
                ATTRIBUTES.get(inner.entity()).stream().filter(a -> valueKind(a) == kind).toList();
        if (same.isEmpty()) {
            return path + " = " + constant(kind);
        }
        all.addAll(scope);
        return path
                + pick(List.of(" in ", " not in "))
                + "(select "
                + path(inner, pick(same))
                + " from "
                + from
                + " where "
                + predicate(List.of(inner), 1)
                + ")";
    }

    /** A path through a reference, which joins without saying so. */
    private String implicit(List<Variable> scope) {
        Variable variable = pick(scope);
        List<Attribute> references =
                ATTRIBUTES.get(variable.entity()).stream()
                        .filter(each -> each.kind() == Kind.REF)
                        .toList();
        if (references.isEmpty()) {
            return id(variable) + " = " + constant(Kind.ID);
        }
        Attribute reference = pick(references);
        Attribute attribute = pick(ATTRIBUTES.get(reference.target()));
        String path = path(new Variable(variable.alias() + "." + reference.path(), ""), attribute);
        return path + " = " + constant(valueKind(attribute));
    }

    private String collection(List<Variable> scope) {
        for (Variable each : scope) {
            String alias = each.alias();
            if (each.entity().equals("Project")) {
                return pick(
                        List.of(
                                constant(Kind.TEXT) + " member of " + alias + ".tags",
                                alias + ".tags is empty",
                                "size(" + alias + ".tasks) > 1",
                                "exists (select 1 from " + alias + ".tasks e where e.priority = 1)",
                                "'x1' in elements(" + alias + ".tags)"));
            }
            if (each.entity().equals("Task")) {
                return pick(
                        List.of(
                                alias + ".labels is not empty",
                                "size(" + alias + ".notes) = 1",
                                "not exists (select 1 from "
                                        + alias
                                        + ".labels e where e.color = 1)",
                                "not exists (select 1 from "
                                        + alias
                                        + ".notes e where e.stars = 1)"));
            }
        }
        return id(scope.get(0)) + " = " + constant(Kind.ID);
    }

    private String typed(List<Variable> scope) {
        for (Variable each : scope) {
            if (SUBTYPES.containsKey(each.entity())) {
                String subtype = pick(SUBTYPES.get(each.entity()));
                List<Attribute> numbers =
                        ATTRIBUTES.get(subtype).stream().filter(a -> a.kind() == Kind.INT).toList();
                return chance(2)
                        ? "type(%s) = %s".formatted(each.alias(), subtype)
                        : "treat(%s as %s).%s = %s"
                                .formatted(
                                        each.alias(),
                                        subtype,
                                        pick(numbers).path(),
                                        constant(Kind.INT));
            }
        }
        return id(scope.get(0)) + " = " + constant(Kind.ID);
    }
}
