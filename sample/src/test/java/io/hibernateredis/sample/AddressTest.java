package io.hibernateredis.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "redis://host, host, 6379, redis://localhost:7",
        "redis://host:1, host, 1, redis://localhost:7",
        "redis://user:word@host:1/3, host, 1, redis://user:word@localhost:7/3",
        "redis://[::1]:1, [::1], 1, redis://localhost:7",
    })
    void addressOfRedis_isReplacedByThatOfAProxy(
            String uri, String host, int port, String through) {
        var address = Address.ofRedis("--redis", uri);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.through(7)).isEqualTo(through);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://host/name?user=me, host, 5432,"
                + " jdbc:postgresql://localhost:7/name?user=me",
        "jdbc:postgresql://host:1/name, host, 1, jdbc:postgresql://localhost:7/name",
        "jdbc:h2:tcp://host/mem:name;USER=me, host, 9092,"
                + " jdbc:h2:tcp://localhost:7/mem:name;USER=me",
        "jdbc:h2:tcp://host:1/name, host, 1, jdbc:h2:tcp://localhost:7/name",
    })
    void addressOfADatabase_isReplacedByThatOfAProxy(
            String url, String host, int port, String through) {
        var address = Address.ofDatabase("--jdbc", url);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.through(7)).isEqualTo(through);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:mem:name",
                "jdbc:h2:./file",
                "jdbc:h2:ssl://host/name",
                "jdbc:postgresql:name",
                "jdbc:postgresql://one:1,two:2/name"
            })
    void addressOfADatabase_thatNoProxyCanStandBefore_isRefused(String url) {
        assertThatThrownBy(() -> Address.ofDatabase("--jdbc", url))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("but was " + url);
    }
}
