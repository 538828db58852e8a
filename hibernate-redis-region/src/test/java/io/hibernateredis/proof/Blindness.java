package io.hibernateredis.proof;

import io.hibernateredis.internal.store.LaggingReplica;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;

/**
 * What makes a read blind to one thing that it brought back. Each is woven into {@code
 * ReadRequest}, at the begin of {@code judged} where nothing else is said; the scores are nonce,
 * identity, valid-from, clock, low-water mark, and floors, in this order.
 */
final class Blindness {

    private Blindness() {}

    static final class OfFloors {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(1) long[] scores) {
            Arrays.fill(scores, 5, scores.length, 0);
        }
    }

    static final class OfValidFrom {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(1) long[] scores) {
            scores[2] = 0;
        }
    }

    static final class OfLowWater {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(1) long[] scores) {
            scores[4] = 0;
        }
    }

    static final class OfIdentity {
        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(1) long[] scores, @Advice.Argument(3) long identityOfServer) {
            scores[1] = identityOfServer;
        }
    }

    static final class OfStrangeIndexes {
        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(value = 2, readOnly = false) long known,
                @Advice.Argument(1) long[] scores) {
            known = scores[0];
        }
    }

    /** Woven into {@code valid}. */
    static final class OfNonces {
        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(1) byte[] entry,
                @Advice.Argument(value = 2, readOnly = false) long nonce) {
            if (entry != null) {
                nonce = ByteBuffer.wrap(entry).getLong(1);
            }
        }
    }

    /** Woven into the end of {@code valuesOf}: what the server itself answered is not looked at. */
    static final class OfTheServersEntries {
        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("keys") List<byte[]> keys,
                @Advice.Return(readOnly = false) List<byte[]> values) {
            values = LaggingReplica.valuesOf(keys);
        }
    }
}
