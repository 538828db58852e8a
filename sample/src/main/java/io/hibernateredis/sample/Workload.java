package io.hibernateredis.sample;

import io.hibernateredis.sample.board.TaskStatus;
import java.util.SplittableRandom;

/**
 * Draws requests: 95 % read, 5 % write, of keys in Zipf's distribution. Immutable, hence
 * thread-safe.
 */
final class Workload {
    private static final double EXPONENT = 0.99;
    private static final long SEED = 20;
    private static final TaskStatus[] STATUSES = TaskStatus.values();

    private final Zipf tasks = new Zipf(Dataset.TASKS, EXPONENT, SEED);
    private final Zipf projects = new Zipf(Dataset.PROJECTS, EXPONENT, SEED);
    private final Zipf users = new Zipf(Dataset.USERS, EXPONENT, SEED);
    private final Zipf organizations = new Zipf(Dataset.ORGANIZATIONS, EXPONENT, SEED);
    private final Writes writes;
    private final boolean queries;

    Workload(Ledger ledger, boolean queries) {
        this.writes = new Writes(ledger);
        this.queries = queries;
    }

    Request next(SplittableRandom random) {
        int percent = random.nextInt(100);
        if (percent < 5) {
            return write(random);
        }
        return queries && percent < 20
                ? Reads.tasksOf(projects.next(random), statusLookedFor(random))
                : read(random);
    }

    private Request read(SplittableRandom random) {
        int percent = random.nextInt(100);
        if (percent < 30) {
            return Reads.task(tasks.next(random));
        } else if (percent < 60) {
            return Reads.taskPage(tasks.next(random));
        } else if (percent < 70) {
            return Reads.assigneeOf(tasks.next(random));
        } else if (percent < 82) {
            return Reads.projectByCode(projects.next(random));
        } else if (percent < 94) {
            int user = users.next(random);
            return random.nextInt(50) == 0
                    ? Reads.userByFormerEmail(user)
                    : Reads.userByEmail(user);
        }
        return Reads.organizationPage(organizations.next(random));
    }

    /** One in 30 is rolled back, and what it wrote is marked. */
    private Request write(SplittableRandom random) {
        boolean rollsBack = random.nextInt(30) == 0;
        String text = rollsBack ? Dataset.NEVER_COMMITTED : "text " + random.nextInt(1_000_000);
        return new Request(write(random, text), rollsBack);
    }

    private Request.Body write(SplittableRandom random, String text) {
        int percent = random.nextInt(100);
        if (percent < 40) {
            return writes.retitle(tasks.next(random), text, status(random));
        } else if (percent < 65) {
            return writes.comment(tasks.next(random), users.next(random), text);
        } else if (percent < 80) {
            return writes.assign(tasks.next(random), users.next(random));
        } else if (percent < 90) {
            return writes.rename(projects.next(random), text);
        }
        return writes.changeEmail(users.next(random));
    }

    /**
     * A bulk update, which clears the region of tasks and is therefore not among the others: it
     * must stay rare.
     */
    Request bulkUpdate(SplittableRandom random) {
        int project = projects.next(random);
        int from = random.nextInt(STATUSES.length);
        int to = (from + 1) % STATUSES.length;
        return Request.commits(writes.moveAll(project, STATUSES[from], STATUSES[to]));
    }

    /** Mostly open tasks are asked for. */
    private static TaskStatus statusLookedFor(SplittableRandom random) {
        return random.nextInt(5) == 0 ? status(random) : TaskStatus.OPEN;
    }

    private static TaskStatus status(SplittableRandom random) {
        return STATUSES[random.nextInt(STATUSES.length)];
    }
}
