package io.hibernateredis.spring.boot.internal.admin;

import io.hibernateredis.admin.CacheAdmin;
import io.hibernateredis.admin.CachedEntry;
import io.hibernateredis.admin.Cleared;
import io.hibernateredis.admin.InvalidRequestException;
import io.hibernateredis.spring.boot.internal.admin.AdminResponse.ForbiddenException;
import io.hibernateredis.spring.boot.internal.admin.AdminResponse.NotFoundException;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties.Admin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests by their names and parameters. Keys, values and literals are shown only if the
 * properties allow it. Thread-safe.
 */
public final class AdminRequests {

    /** What can be asked for. */
    static final List<String> QUESTIONS =
            List.of(
                    "regions",
                    "sizes",
                    "queries",
                    "invalidations",
                    "hot-keys",
                    "keys",
                    "keys-without-ttl",
                    "entry");

    private static final int STANDARD_LIMIT = 100;

    private final Admins admins;
    private final boolean showValues;
    private final @Nullable String writeRole;

    public AdminRequests(Admins admins, Admin properties) {
        this.admins = admins;
        this.showValues = properties.showValues();
        this.writeRole = properties.writeRole();
    }

    /** Whether keys and values are shown. */
    public boolean showsValues() {
        return showValues;
    }

    /** How each cache is doing. */
    public AdminResponse overview() {
        return AdminResponse.of(
                () -> {
                    var factories = new java.util.LinkedHashMap<String, Object>();
                    for (String name : admins.names()) {
                        factories.put(name, AdminViews.of(admins.named(name).status()));
                    }
                    return Map.of(
                            "factories",
                            factories,
                            "showsValues",
                            showValues,
                            "questions",
                            QUESTIONS);
                });
    }

    /**
     * Answers a question.
     *
     * @param what one of the {@link #QUESTIONS}
     * @param parameters gives the value of a parameter, or null
     */
    public AdminResponse answer(String what, Function<String, @Nullable String> parameters) {
        return AdminResponse.of(
                () -> answer(admins.named(parameters.apply("factory")), what, parameters));
    }

    private Map<String, ?> answer(
            CacheAdmin admin, String what, Function<String, @Nullable String> parameters) {
        int limit = limit(parameters.apply("limit"));
        String cursor = parameters.apply("cursor");
        return switch (what) {
            case "regions" ->
                    Map.of("regions", admin.regions().stream().map(AdminViews::of).toList());
            case "sizes" -> AdminViews.of(admin.sizes());
            case "queries" ->
                    Map.of(
                            "queries",
                            admin.queries(limit).stream()
                                    .map(each -> AdminViews.of(each, showValues))
                                    .toList());
            case "invalidations" ->
                    Map.of(
                            "invalidations",
                            admin.invalidations(limit).stream()
                                    .map(each -> AdminViews.of(each, showValues))
                                    .toList());
            case "hot-keys" -> hotKeys(admin, limit);
            case "keys" -> {
                requireValues("keys");
                yield AdminViews.of(admin.keys(required("pattern", parameters), limit, cursor));
            }
            case "keys-without-ttl" -> {
                requireValues("keys");
                yield AdminViews.of(admin.keysWithoutTimeToLive(limit, cursor));
            }
            case "entry" -> entry(admin, required("name", parameters));
            default ->
                    throw new InvalidRequestException(
                            "question", what, "must be one of " + String.join(", ", QUESTIONS));
        };
    }

    private Map<String, ?> hotKeys(CacheAdmin admin, int limit) {
        requireValues("keys");
        return Map.of(
                "counted",
                admin.countsHotKeys(),
                "keys",
                admin.hotKeys(limit).stream().map(AdminViews::of).toList());
    }

    private Map<String, ?> entry(CacheAdmin admin, String name) {
        requireValues("values");
        CachedEntry entry = admin.entry(name);
        if (entry == null) {
            throw new NotFoundException("there is no entry '" + name + "'");
        }
        return AdminViews.of(entry);
    }

    private void requireValues(String what) {
        if (!showValues) {
            throw new ForbiddenException(
                    what + " are shown only with hibernate-redis.admin.show-values=true");
        }
    }

    private static String required(String name, Function<String, @Nullable String> parameters) {
        String value = parameters.apply(name);
        if (value == null) {
            throw new InvalidRequestException(name, "", "must be given");
        }
        return value;
    }

    private static int limit(@Nullable String text) {
        try {
            int limit = text == null ? STANDARD_LIMIT : Integer.parseInt(text);
            if (limit >= 1 && limit <= 1000) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // As if it were out of range.
        }
        throw new InvalidRequestException("limit", String.valueOf(text), "must be 1 to 1000");
    }

    /**
     * Clears something.
     *
     * @param path nothing for everything; {@code regions} and a region; {@code entities}, an entity
     *     and an id; {@code tags} and tags with commas between; {@code queries} and the id of one,
     *     or alone for all
     * @param factory the name of the entity manager factory, or null
     * @param actor who asks for it, for the log
     * @param hasRole whether they have a role
     */
    public AdminResponse clear(
            List<String> path, @Nullable String factory, String actor, Predicate<String> hasRole) {
        return AdminResponse.of(
                () -> {
                    if (writeRole != null && !hasRole.test(writeRole)) {
                        throw new ForbiddenException(
                                "clearing takes the role "
                                        + writeRole
                                        + " (hibernate-redis.admin.write-role)");
                    }
                    Cleared cleared = cleared(admins.named(factory).by(actor), path);
                    return Map.of("cleared", cleared.what(), "pending", cleared.pending());
                });
    }

    private static Cleared cleared(CacheAdmin admin, List<String> path) {
        String kind = path.isEmpty() ? "" : path.get(0);
        int size = path.size();
        if (size == 0) {
            return admin.clearEverything();
        }
        if (kind.equals("regions") && size == 2) {
            return admin.clearRegion(path.get(1));
        }
        if (kind.equals("entities") && size == 3) {
            return admin.clearEntity(path.get(1), path.get(2));
        }
        if (kind.equals("tags") && size == 2) {
            return admin.clearTags(Arrays.asList(path.get(1).split(",", -1)));
        }
        if (kind.equals("queries") && size == 2) {
            return admin.clearQuery(path.get(1));
        }
        if (kind.equals("queries") && size == 1) {
            return admin.clearQueryResults();
        }
        throw new InvalidRequestException(
                "path",
                String.join("/", path),
                "must be regions/<region>, entities/<entity>/<id>, tags/<tag>,<tag>,"
                        + " queries/<query>, or queries");
    }
}
