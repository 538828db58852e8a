package io.hibernateredis.spring.boot.internal.admin;

import io.hibernateredis.admin.CacheUnavailableException;
import io.hibernateredis.admin.InvalidRequestException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An answer.
 *
 * @param status of HTTP
 * @param body maps, lists, texts, numbers, booleans and nulls
 */
public record AdminResponse(int status, Map<String, ?> body) {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    /** Something is not allowed by the properties, or to this user. */
    static final class ForbiddenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ForbiddenException(String message) {
            super(message);
        }
    }

    /** There is no such thing. */
    static final class NotFoundException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotFoundException(String message) {
            super(message);
        }
    }

    /** What an action gives, or what became of it. */
    public static AdminResponse of(Supplier<Map<String, ?>> action) {
        try {
            return new AdminResponse(OK, action.get());
        } catch (InvalidRequestException e) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("error", String.valueOf(e.getMessage()));
            body.put("parameter", e.parameter());
            body.put("value", e.value());
            body.put("rule", e.rule());
            return new AdminResponse(BAD_REQUEST, body);
        } catch (ForbiddenException e) {
            return failed(FORBIDDEN, e);
        } catch (NotFoundException e) {
            return failed(NOT_FOUND, e);
        } catch (CacheUnavailableException e) {
            return failed(UNAVAILABLE, e);
        }
    }

    private static AdminResponse failed(int status, RuntimeException cause) {
        return new AdminResponse(status, Map.of("error", String.valueOf(cause.getMessage())));
    }
}
