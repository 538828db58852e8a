package io.hibernateredis.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RecentMapTest {

    private static final int CAPACITY = 100;

    private final RecentMap<Integer, String> map = new RecentMap<>(CAPACITY);

    @Test
    void value_isFound() {
        map.put(1, "one");

        assertThat(map.get(1)).isEqualTo("one");
        assertThat(map.get(2)).isNull();
    }

    @Test
    void manyKeys_takeBoundedMemory() {
        for (int i = 0; i < 100 * CAPACITY; i++) {
            map.put(i, "value");
            assertThat(map.size()).isLessThanOrEqualTo(2 * CAPACITY);
        }
    }

    @Test
    void heavyValues_takeRoomByTheirWeight() {
        for (int i = 0; i < CAPACITY; i++) {
            map.put(i, "value", CAPACITY / 2);
        }

        assertThat(map.size()).isLessThanOrEqualTo(4);
    }

    @Test
    void aKeyThatIsUsed_stays_whileOthersComeAndGo() {
        map.put(-1, "used");
        for (int i = 0; i < 10 * CAPACITY; i++) {
            map.put(i, "passing");
            assertThat(map.get(-1)).isEqualTo("used");
        }
    }

    @Test
    void aKeyThatIsNotUsed_goes() {
        map.put(-1, "unused");
        for (int i = 0; i < 3 * CAPACITY; i++) {
            map.put(i, "passing");
        }

        assertThat(map.get(-1)).isNull();
    }

    @Test
    void aKeyPutAgain_takesNoMoreRoom() {
        map.put(1, "other");
        for (int i = 0; i < 10 * CAPACITY; i++) {
            map.put(-1, "value " + i);
        }

        assertThat(map.get(-1)).isEqualTo("value " + (10 * CAPACITY - 1));
        assertThat(map.get(1)).isEqualTo("other");
    }

    @Test
    void manyThreads_findTheirOwnValues() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int first = t * CAPACITY;
                tasks.add(
                        () -> {
                            int wrong = 0;
                            for (int i = 0; i < 20_000; i++) {
                                int key = first + i % (2 * CAPACITY);
                                String found = map.get(key);
                                if (found == null) {
                                    map.put(key, "value " + key);
                                } else if (!found.equals("value " + key)) {
                                    wrong++;
                                }
                            }
                            return wrong;
                        });
            }
            for (Future<Integer> task : pool.invokeAll(tasks)) {
                assertThat(task.get()).isZero();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(map.size()).isLessThanOrEqualTo(2 * CAPACITY + 8);
    }
}
