package io.hibernateredis.internal.redis;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What became of posted commands, found by an exchange and told to their senders before its link is
 * given back. For one thread.
 */
final class Outcomes {

    private record Answer(Post post, List<Object> replies) {}

    private List<Answer> answers = List.of();
    private List<Post> lost = List.of();

    void answered(Post post, List<Object> replies) {
        if (answers.isEmpty()) {
            answers = new ArrayList<>();
        }
        answers.add(new Answer(post, replies));
    }

    void lost(Iterable<Post> posts) {
        if (lost.isEmpty()) {
            lost = new ArrayList<>();
        }
        posts.forEach(lost::add);
    }

    /** Sends the scripts once more that the server had forgotten. */
    void resend(Link link) {
        for (Answer answer : answers) {
            link.understand(answer.post.calls(), answer.replies);
        }
    }

    void tell() {
        for (Answer answer : answers) {
            answer.replies.replaceAll(
                    reply -> reply instanceof JedisDataException e ? Link.refusal(e) : reply);
            var recording = answer.post.recording();
            if (recording != null) {
                MessageSummary.postAnswered(recording, answer.replies);
            }
            var replies = new Replies(answer.post.identity(), answer.replies);
            tell(() -> answer.post.handler().answered(replies));
        }
        for (Post post : lost) {
            var cause = new RedisUnavailableException("the connection was lost", null);
            var recording = post.recording();
            if (recording != null) {
                MessageSummary.failed(recording, cause);
            }
            tell(() -> post.handler().failed(cause));
        }
    }

    /** The exchange that found the answer is another's, and must not fail for it. */
    private static void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException e) {
            // A handler keeps what matters before it does anything that may fail.
        }
    }
}
