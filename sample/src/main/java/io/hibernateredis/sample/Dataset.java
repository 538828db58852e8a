package io.hibernateredis.sample;

/** How many rows there are, and how they are named: about 50,000 rows, the same in every run. */
final class Dataset {
    static final int ORGANIZATIONS = 50;
    static final int PROJECTS = 500;
    static final int USERS = 1_500;
    static final int TASKS = 2_700;

    static final int PROJECTS_PER_ORGANIZATION = PROJECTS / ORGANIZATIONS;

    /** A task at this size loses its oldest comment before it gets another. */
    static final int MAX_COMMENTS = 20;

    /** The text of what is rolled back, which must never be read. */
    static final String NEVER_COMMITTED = "never committed";

    private Dataset() {}

    static int organizationOf(int project) {
        return (project - 1) / PROJECTS_PER_ORGANIZATION + 1;
    }

    static int projectOf(int task) {
        return (task - 1) % PROJECTS + 1;
    }

    /** How many comments a task is seeded with: 14 to 20, 17 on average. */
    static int commentsOf(int task) {
        return 14 + task % 7;
    }

    static String code(int project) {
        return "P-%06d".formatted(project);
    }

    /** A user's address since a revision; no address is ever used twice. */
    static String email(long user, long revision) {
        return "user%d.%d@example.org".formatted(user, revision);
    }
}
