package io.hibernateredis.spring.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.boot.json.JsonParserFactory;

/** Requests of an application. */
final class Http {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Http() {}

    /** An answer. */
    record Answer(int status, String body, Map<String, String> headers) {

        Map<String, Object> json() {
            return JsonParserFactory.getJsonParser().parseMap(body);
        }

        Object get(String key) {
            return json().get(key);
        }
    }

    /**
     * @param headers names and values in turn
     */
    static Answer get(String url, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    static Answer head(String url) {
        return send(
                HttpRequest.newBuilder(URI.create(url))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    /**
     * As a client that knows several servers by one name.
     *
     * @return the first line and the headers
     */
    static String getAs(String host, String url, String header) {
        URI uri = URI.create(url);
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            String request =
                    "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\nConnection: close\r\n\r\n"
                            .formatted(uri.getRawPath(), host, header);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.substring(0, answer.indexOf("\r\n\r\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer delete(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).DELETE());
    }

    /**
     * As a form sends it.
     *
     * @param header by which a change is known, or null
     */
    static Answer post(String url, String body, String header) {
        var request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(header == null ? request : request.header(header, "test"));
    }

    /**
     * @param headers names and values in turn
     */
    static Answer send(String method, String url, String body, String... headers) {
        return send(
                HttpRequest.newBuilder(URI.create(url))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .headers(headers));
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var headers = new java.util.TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
            return new Answer(response.statusCode(), response.body(), headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
