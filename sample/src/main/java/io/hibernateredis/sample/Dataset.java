package io.hibernateredis.sample;

/** How many rows there are, and how they are named: about 50,000 rows, the same in every run. */
final class Dataset {
    static final int ORGANIZATIONS = 100;
    static final int PROJECTS = 1_000;
    static final int USERS = 2_000;
    static final int TASKS = 4_000;

    static final int PROJECTS_PER_ORGANIZATION = PROJECTS / ORGANIZATIONS;

    /** A task at this size loses its oldest comment before it gets another. */
    static final int MOST_COMMENTS = 20;

    /** The text of what is rolled back, which nobody may ever read. */
    static final String NEVER_COMMITTED = "never committed";

    private Dataset() {}

    static int organizationOf(int project) {
        return (project - 1) / PROJECTS_PER_ORGANIZATION + 1;
    }

    static int projectOf(int task) {
        return (task - 1) % PROJECTS + 1;
    }

    /** How many comments a task is seeded with: 2 to 20, 11 on average. */
    static int commentsOf(int task) {
        return 2 + task % (MOST_COMMENTS - 1);
    }

    static String code(int project) {
        return "P-%06d".formatted(project);
    }

    /** A user's address since a revision; no address is ever used twice. */
    static String email(long user, long revision) {
        return "user%d.%d@example.org".formatted(user, revision);
    }
}
