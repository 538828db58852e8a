package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application with the properties that the manual shows caches. */
class DocumentedPropertiesIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    private static final Pattern BLOCK =
            Pattern.compile("^```properties\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void properties_thatAreShown_configureAnApplicationThatCaches() throws IOException {
        List<String> blocks =
                BLOCK.matcher(Files.readString(Path.of("../docs/spring-boot.md")))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(blocks).hasSize(2);
        for (String block : blocks) {
            List<String> properties = new ArrayList<>(block.lines().toList());
            properties.add("spring.data.redis.port=" + REDIS.server().port());
            try (var library = Library.start(properties.toArray(String[]::new))) {
                assertThat(library.hitsOfABook()).as(block).isEqualTo(3);
            }
        }
    }
}
