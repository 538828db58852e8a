package io.hibernateredis.query.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeakIdentityMapTest {

    private final WeakIdentityMap<Object, String> map = new WeakIdentityMap<>();

    @Test
    void equalObjects_areDistinguished() {
        String one = new String("key");
        String other = new String("key");
        map.put(one, "one");

        assertThat(map.get(one)).isEqualTo("one");
        assertThat(map.get(other)).isNull();
    }

    @Test
    void anObjectPutAgain_replacesItsValue() {
        var key = new Object();
        map.put(key, "first");
        map.put(key, "second");

        assertThat(map.get(key)).isEqualTo("second");
        assertThat(map.size()).isEqualTo(1);
    }

    @Test
    void objectsInUse_stay_andOthersGo() {
        List<Object> used = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            var key = new Object();
            map.put(key, "value " + i);
            if (i % 10 == 0) {
                used.add(key);
            }
        }
        await().until(
                        () -> {
                            System.gc();
                            map.put(used.get(0), "value 0");
                            return map.size() == used.size();
                        });

        for (int i = 0; i < used.size(); i++) {
            assertThat(map.get(used.get(i))).isEqualTo("value " + 10 * i);
        }
    }
}
