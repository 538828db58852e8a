package io.hibernateredis.admin;

/** Redis could not be asked. The cache itself goes on: reads go to the database meanwhile. */
public final class CacheUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CacheUnavailableException(String message) {
        super(message);
    }
}
