package com.example.board;

import io.hibernateredis.spring.boot.HttpCached;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttributes;

/** Responses of all kinds that depend on a board; each call is counted. */
@RestController
@RequestMapping("/probe/{id}")
@HttpCached(tags = "board:{id}", cacheControl = "public, max-age=60")
public class ProbeController {

    public final AtomicInteger calls = new AtomicInteger();

    /** Run within the next call, once. */
    public volatile Runnable during = () -> {};

    private String called(Object body) {
        calls.incrementAndGet();
        Runnable action = during;
        during = () -> {};
        action.run();
        return String.valueOf(body);
    }

    @GetMapping
    public String plain(@PathVariable String id) {
        return called(id);
    }

    @PostMapping("/posted")
    public String posted(@PathVariable String id) {
        return called(id);
    }

    @GetMapping("/mine")
    @HttpCached(tags = "board:{id}", cacheControl = "private, no-cache")
    public String mine(@PathVariable String id, Principal user) {
        return called(user == null ? "nobody" : user.getName());
    }

    @GetMapping("/entity")
    @HttpCached(tags = "entity:Board:{id}")
    public String entity(@PathVariable long id) {
        return called(id);
    }

    @GetMapping("/rows")
    @HttpCached(tags = "rows:Task:board.id:{id}", vary = "X-Unit")
    public String rows(@PathVariable long id) {
        return called(id);
    }

    @GetMapping("/cookie")
    public String cookie(@PathVariable String id, HttpServletResponse response) {
        response.addCookie(new Cookie("seen", id));
        return called(id);
    }

    @GetMapping("/session")
    public String session(@PathVariable String id, HttpSession session) {
        return called(id);
    }

    @GetMapping("/missing")
    public ResponseEntity<String> missing(@PathVariable String id) {
        return ResponseEntity.status(404).body(called(id));
    }

    @GetMapping("/error")
    public void error(@PathVariable String id, HttpServletResponse response) throws IOException {
        called(id);
        response.sendError(410);
    }

    @GetMapping("/redirect")
    public void redirect(@PathVariable String id, HttpServletResponse response) throws IOException {
        called(id);
        response.sendRedirect("/boards");
    }

    @GetMapping("/failing")
    public String failing(@PathVariable String id) {
        throw new IllegalStateException("fails on purpose: " + called(id));
    }

    @GetMapping("/own")
    public ResponseEntity<String> own(@PathVariable String id) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(called(id));
    }

    @GetMapping("/own-etag")
    public ResponseEntity<String> ownETag(@PathVariable String id) {
        return ResponseEntity.ok().eTag("own").body(called(id));
    }

    @GetMapping("/later")
    public Callable<String> later(@PathVariable String id) {
        return () -> called(id);
    }

    @GetMapping("/later-missing")
    public Callable<ResponseEntity<String>> laterMissing(@PathVariable String id) {
        return () -> missing(id);
    }

    @GetMapping("/secured")
    @PreAuthorize("hasRole('OPS')")
    @HttpCached(tags = "board:{id}", cacheControl = "private, no-cache")
    public String secured(@PathVariable String id) {
        return called(id);
    }

    /** Holds something of an earlier request. */
    @RestController
    @SessionAttributes("draft")
    public static class Draft {

        @GetMapping("/draft/{id}")
        @HttpCached(tags = "board:{id}", cacheControl = "private, no-cache")
        public String draft(@PathVariable String id) {
            return id;
        }

        @GetMapping("/boards/secret")
        public String secret() {
            return "secret";
        }
    }
}
