package io.hibernateredis.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoncesTest {

    @Test
    void nonces_areDifferent_andCountedExactlyByRedis() {
        Set<Long> nonces = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 200_000).parallel().forEach(i -> nonces.add(Nonces.next()));

        assertThat(nonces).hasSize(200_000);
        assertThat(nonces).allMatch(nonce -> nonce >= 1L << 52 && nonce < 1L << 53);
        assertThat(nonces).allMatch(nonce -> (long) (double) nonce == nonce);
        // All bits vary.
        assertThat(nonces.stream().reduce(0L, (a, b) -> a | b)).isEqualTo((1L << 53) - 1);
        assertThat(nonces.stream().reduce(-1L, (a, b) -> a & b)).isEqualTo(1L << 52);
    }
}
