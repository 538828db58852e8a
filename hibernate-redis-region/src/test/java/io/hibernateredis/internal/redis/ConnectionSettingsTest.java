package io.hibernateredis.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

class ConnectionSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "redis://localhost                      | localhost | 6379 | false | -    | -      "
                        + " | 0",
                "redis://localhost/                     | localhost | 6379 | false | -    | -      "
                        + " | 0",
                "rediss://cache.example:7000/3          | cache.example | 7000 | true | - | -      "
                        + " | 3",
                "redis://:secret@localhost              | localhost | 6379 | false | -    | secret "
                        + " | 0",
                "redis://joe:secret@127.0.0.1:1/15      | 127.0.0.1 | 1    | false | joe  | secret "
                        + " | 15",
                "redis://joe:a%40b%2Fc+d%3A@localhost   | localhost | 6379 | false | joe  |"
                        + " a@b/c+d: | 0",
                "redis://j%3Ao:x@[::1]:6380             | [::1]     | 6380 | false | j:o  | x      "
                        + " | 0",
            })
    void uri_thatIsWellFormed_isRead(
            String uri,
            String host,
            int port,
            boolean tls,
            String user,
            String password,
            int database) {
        var settings = ConnectionSettings.of(uri);

        assertThat(settings.servers())
                .isEqualTo(
                        new Servers(List.of(new HostAndPort(host, port)), false, null, null, null));
        assertThat(settings.security().tls()).isEqualTo(tls);
        assertThat(settings.security().user()).isEqualTo(user);
        assertThat(settings.security().password()).isEqualTo(password);
        assertThat(settings.database()).isEqualTo(database);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:6379",
                "http://joe:secret@localhost",
                "joe:secret@localhost",
                "redis:joe:secret@localhost",
                "redis:/joe:secret@localhost",
                "redis:///joe:secret@localhost",
                "redis://joe:secret@",
                "redis://joe:sec ret@localhost",
                "redis://joe:sec\nret@localhost",
                "redis://joe:sec%zzret@localhost",
                "redis://joe:sec#secret@localhost",
                "redis://joe:sec/secret@localhost",
                "redis://joe:sec?secret@localhost",
                "redis://joe:secret@@localhost",
                "redis://joe:secret@local_host",
                "redis://joe:secret@localhost/zero",
                "redis://joe:secret@localhost/1234567890",
                "redis://joe:secret@localhost/-1",
                "redis://joe:secret@localhost?ssl=true",
                "redis://joe:secret@localhost#fragment",
                "redis://joe:secret@localhost:0",
                "redis://joe:secret@localhost:65536",
                "redis://secret@localhost",
                "redis://joe:secret",
                "redis://h:1?password=secret",
                "redis://h:1/0?password=se@secret",
                "redis://joe:pass@h:1?password=secret",
                "redis://h:1#secret",
                "http://h:1?token=secret",
                "redis-sentinel://joe:secret@h:1",
                "redis-sentinel://joe:secret@h:1/",
                "redis-sentinel://joe:secret@/mymaster",
                "redis-sentinel://joe:secret@h:1,/mymaster",
                "redis-sentinel://joe:secret@h:1,,h:2/mymaster",
                "redis-sentinel://joe:secret@h:x/mymaster",
                "redis-sentinel://joe:secret@h:0/mymaster",
                "redis-sentinel://joe:secret@h:1/mymaster/zero",
                "redis-sentinel://joe:secret@h:1/mymaster/0/1",
                "redis-sentinel://joe:secret@h:1/mymaster?x=secret",
                "redis-sentinel://secret@h:1/mymaster",
                "redis-sentinel:joe:secret@h:1/mymaster",
                "redis-sentinel://joe:sec/ret@h:1/mymaster",
                "redis-cluster://joe:secret@",
                "redis-cluster://joe:secret@h:1,",
                "redis-cluster://joe:secret@h:x",
                "redis-cluster://joe:secret@h:0",
                "redis-cluster://joe:secret@h:1/1",
                "redis-cluster://joe:secret@h:1/0",
                "redis-cluster://joe:secret@h:1?x=secret",
                "redis-cluster://secret@h:1",
                "redis-cluster:joe:secret@h:1",
            })
    void uri_thatIsMalformed_isRefusedWithoutItsPassword(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionSettings.of(uri))
                .satisfies(
                        e -> {
                            for (Throwable t = e; t != null; t = t.getCause()) {
                                assertThat(t.getMessage()).doesNotContain("secret", "ret@");
                            }
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "redis-cluster://a | a:6379 | false | - | - | redis-cluster://a:6379",
                "redis-cluster://a:1,b,[::1]:3/ | a:1;b:6379;[::1]:3 | false | - | -"
                        + " | redis-cluster://a:1,b:6379,[::1]:3",
                "rediss-cluster://joe:a%40b@a:1,b:2 | a:1;b:2 | true | joe | a@b"
                        + " | rediss-cluster://a:1,b:2",
            })
    void uri_ofACluster_isRead(
            String uri, String addresses, boolean tls, String user, String password, String shown) {
        var settings = ConnectionSettings.of(uri);

        assertThat(settings.servers().cluster()).isTrue();
        assertThat(settings.servers().master()).isNull();
        assertThat(settings.servers().addresses())
                .extracting(HostAndPort::toString)
                .containsExactly(addresses.split(";"));
        assertThat(settings.security().tls()).isEqualTo(tls);
        assertThat(settings.security().user()).isEqualTo(user);
        assertThat(settings.security().password()).isEqualTo(password);
        assertThat(settings.database()).isZero();
        assertThat(settings).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "redis-sentinel://a/m | a:26379 | m | false | - | - | 0",
                "redis-sentinel://a:1,b,[::1]:3/my-master/2 | a:1;b:26379;[::1]:3 | my-master"
                        + " | false | - | - | 2",
                "rediss-sentinel://joe:a%40b@a:1,b:2/m | a:1;b:2 | m | true | joe | a@b | 0",
            })
    void uri_ofSentinels_isRead(
            String uri,
            String addresses,
            String master,
            boolean tls,
            String user,
            String password,
            int database) {
        var settings = ConnectionSettings.of(uri);

        assertThat(settings.servers().addresses())
                .extracting(HostAndPort::toString)
                .containsExactly(addresses.split(";"));
        assertThat(settings.servers().master()).isEqualTo(master);
        assertThat(settings.security().tls()).isEqualTo(tls);
        assertThat(settings.security().user()).isEqualTo(user);
        assertThat(settings.security().password()).isEqualTo(password);
        assertThat(settings.database()).isEqualTo(database);
    }

    @Test
    void credentials_forSentinels_areForSentinelsAlone() {
        var sentinels = ConnectionSettings.of("redis-sentinel://:secret@a,b:2/m/1");

        assertThat(sentinels.withSentinelCredentials("joe", "secret"))
                .hasToString("redis-sentinel://a:26379,b:2/m/1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sentinels.withSentinelCredentials("joe", null))
                .withMessageContaining("hibernate.cache.redis.sentinel_password");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                ConnectionSettings.of("redis://:secret@h")
                                        .withSentinelCredentials(null, "secret"))
                .withMessage(
                        "hibernate.cache.redis.sentinel_password is for redis-sentinel:// alone,"
                                + " but was set for redis://h:6379/0");
    }

    @Test
    void toString_leavesThePasswordOut() {
        assertThat(ConnectionSettings.of("rediss://joe:secret@localhost/2"))
                .hasToString("rediss://localhost:6379/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0001S", "P30D"})
    void timeout_outOfItsRange_isRefused(Duration timeout) {
        var ok = Duration.ofSeconds(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionSettings.of("redis://h", timeout, ok, ok, 1))
                .withMessageContaining("connect_timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionSettings.of("redis://h", ok, timeout, ok, 1))
                .withMessageContaining("read_timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionSettings.of("redis://h", ok, ok, timeout, 1))
                .withMessageContaining("borrow_timeout");
    }

    @Test
    void connections_fewerThanOne_areRefused() {
        var ok = Duration.ofSeconds(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionSettings.of("redis://h", ok, ok, ok, 0))
                .withMessage("hibernate.cache.redis.connections must be at least 1, but was 0");
    }
}
