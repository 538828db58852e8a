package io.hibernateredis.sample.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two JVMs of the web sample, over one database and one Redis. */
class WebSampleIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static WebSample sample;
    private static int one;
    private static int two;

    @BeforeAll
    static void start() throws Exception {
        sample = WebSample.start(WebSample.Options.parse("--instances", "2", "--port", "0"));
        one = sample.ports().get(0);
        two = sample.ports().get(1);
    }

    @AfterAll
    static void stop() throws Exception {
        sample.close();
    }

    private static JsonNode get(int port, String path) throws Exception {
        return JSON.readTree(send(request(port, path).GET()).body());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int change(int port, long id, String title, String status) throws Exception {
        String body = JSON.writeValueAsString(new BoardController.Change(title, state(status)));
        return send(request(port, "/board/tasks/" + id)
                        .PUT(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    private static Task.Status state(String status) {
        return Task.Status.valueOf(status);
    }

    @Test
    void edit_onOneInstance_isReadOnTheOtherAtOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            int writer = i % 2 == 0 ? one : two;
            int reader = i % 2 == 0 ? two : one;
            String title = "Edited " + i;
            String status = i % 3 == 0 ? "DONE" : "DOING";
            get(reader, "/board");
            assertThat(change(writer, 1, title, status)).isEqualTo(200);
            JsonNode task = get(reader, "/board/tasks/1").get("board");
            assertThat(task.get("title").asString()).isEqualTo(title);
            JsonNode column = get(reader, "/board").get("board").get(status);
            assertThat(column.toString()).contains("\"" + title + "\"");
        }
    }

    @Test
    void reading_again_takesNoStatement() throws Exception {
        change(one, 2, "Warm", "OPEN");
        // What is loaded just after a write may be refused, and is stored by the next.
        for (int i = 0; i < 3; i++) {
            get(one, "/board");
            get(two, "/board");
        }
        assertThat(get(one, "/board").get("statements").asLong()).isZero();
        assertThat(get(two, "/board").get("statements").asLong()).isZero();
        assertThat(get(two, "/board/tasks/2").get("statements").asLong()).isZero();
    }

    @Test
    void board_thatAClientHas_isConfirmedUntilAnInstanceChangesIt() throws Exception {
        String etag = null;
        // None while the last change may be under way.
        for (int i = 0; etag == null && i < 1000; i++) {
            etag = send(request(one, "/board").GET()).headers().firstValue("ETag").orElse(null);
        }
        var known = request(one, "/board").header("If-None-Match", String.valueOf(etag)).GET();
        assertThat(send(known).statusCode()).isEqualTo(304);
        change(two, 3, "Changed elsewhere", "DOING");
        HttpResponse<String> answer = send(known);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Changed elsewhere");
    }

    @Test
    void page_ofTheCache_isServedByBoth() throws Exception {
        for (int port : sample.ports()) {
            assertThat(send(request(port, "/").GET()).body()).contains("<title>Board</title>");
            assertThat(send(request(port, "/hibernate-redis/").GET()).body())
                    .contains("<title>Hibernate Redis</title>");
            assertThat(get(port, "/hibernate-redis/api/regions").toString())
                    .contains(Task.class.getName());
        }
    }

    @Test
    void title_thatIsTooLong_is400() throws Exception {
        String body = "{\"title\": \"" + "x".repeat(201) + "\", \"status\": \"OPEN\"}";
        var request = request(one, "/board/tasks/1").PUT(HttpRequest.BodyPublishers.ofString(body));
        assertThat(send(request).statusCode()).isEqualTo(400);
        assertThat(send(request(one, "/board/tasks/99").GET()).statusCode()).isEqualTo(404);
    }

    @Test
    void option_thatIsWrong_namesRuleAndValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSample.Options.parse("--instances", "9"))
                .withMessage("--instances must be 1 to 8, but was '9'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSample.Options.parse("--port"))
                .withMessage("--port must be 0 to 65527, but was ''");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSample.Options.parse("--help"))
                .withMessage("unknown option --help");
    }
}
