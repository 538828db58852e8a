package io.hibernateredis.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Writes a state so that states with the same future read the same. Of nonces it counts only which
 * are equal. Of times, the scripts compare <em>loads</em> (when something was loaded or opened, the
 * clock) with <em>bounds</em> (scores, ends of leases), and bounds with each other, but never loads
 * with each other; and a lease is longer than all that happens within it. So of a bound only its
 * rank among the bounds counts, and of a load only between which bounds it lies. Of one thread.
 */
final class Canonical {

    private static final Pattern TOKEN = Pattern.compile("(\\w+):(\\d+):(\\d+):(\\d);");

    private record Time(long value, boolean bound) {}

    private record Nonce(String value) {}

    private final List<Object> parts = new ArrayList<>();

    Canonical text(Object text) {
        parts.add(String.valueOf(text));
        return this;
    }

    Canonical load(long time) {
        parts.add(new Time(time, false));
        return this;
    }

    Canonical bound(long time) {
        parts.add(new Time(time, true));
        return this;
    }

    Canonical nonce(String nonce) {
        parts.add(new Nonce(nonce));
        return this;
    }

    Canonical nonce(long nonce) {
        return nonce(Long.toString(nonce));
    }

    Canonical content(Content content) {
        if (content == null) {
            return text("none");
        }
        set(content.index());
        set(content.recent());
        List<String> flight = content.flight();
        for (int i = 0; i < flight.size(); i += 2) {
            text(flight.get(i));
            if (flight.get(i).equals("=")) {
                nonce(flight.get(i + 1));
                continue;
            }
            var tokens = TOKEN.matcher(flight.get(i + 1));
            while (tokens.find()) {
                text(tokens.group(1)).bound(Long.parseLong(tokens.group(2)));
                load(Long.parseLong(tokens.group(3))).text(tokens.group(4));
            }
        }
        List<String> log = content.log();
        for (int i = 0; i < log.size(); i += 3) {
            bound(Long.parseLong(log.get(i))).bound(Long.parseLong(log.get(i + 1)));
            text(log.get(i + 2));
        }
        mirrors(content.mirrors());
        text("lived " + content.lived());
        if (content.entry() != null) {
            nonce(content.nonce()).load(content.loaded()).text(content.image());
        }
        return text("/");
    }

    private void mirrors(List<String> mirrors) {
        for (int i = 0; i < mirrors.size(); i += 2) {
            text(mirrors.get(i));
            if (mirrors.get(i).equals("=")) {
                nonce(mirrors.get(i + 1));
            } else {
                String[] times = mirrors.get(i + 1).split(" ", -1);
                load(Long.parseLong(times[0])).load(Long.parseLong(times[1]));
            }
        }
    }

    private void set(List<String> members) {
        for (int i = 0; i < members.size(); i += 2) {
            String member = members.get(i);
            text(member);
            if (member.equals("*") || member.equals("&")) {
                // When these were set is compared with nothing within a lease.
                continue;
            } else if (member.equals("=") || member.equals("@")) {
                nonce(members.get(i + 1));
            } else if (member.equals("~")) {
                load((long) Double.parseDouble(members.get(i + 1)));
            } else {
                bound((long) Double.parseDouble(members.get(i + 1)));
            }
        }
        text("/");
    }

    @Override
    public String toString() {
        var bounds = new TreeSet<Long>();
        for (Object part : parts) {
            if (part instanceof Time time && time.bound()) {
                bounds.add(time.value());
            }
        }
        long[] sorted = bounds.stream().mapToLong(Long::longValue).toArray();
        Map<String, Integer> nonces = new HashMap<>();
        var text = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof Time time) {
                // The place among the bounds; negative if between two of them.
                text.append('t').append(Arrays.binarySearch(sorted, time.value()));
            } else if (part instanceof Nonce nonce) {
                text.append('n').append(nonces.computeIfAbsent(nonce.value(), n -> nonces.size()));
            } else {
                text.append(part);
            }
            text.append(' ');
        }
        return text.toString();
    }
}
