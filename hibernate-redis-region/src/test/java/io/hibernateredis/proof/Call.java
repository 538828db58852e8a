package io.hibernateredis.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * A script to run, with its arguments as its header tells them. Immutable.
 *
 * @param entries the keys of the entries that it is given too, which are their tags here
 */
record Call(String script, List<String> entries, List<String> arguments) {

    /** The lease of every writer, microseconds. */
    static final long LEASE = 1_000;

    static final String ENTITY = "e:R#1";
    static final String REGION = "r:R";

    /** Every number of a server or an index is above this. */
    private static final long BASE = 1L << 52;

    private static final String TTL = "1000000";

    /** What the number of a server is told as. */
    static long identity(int number) {
        return BASE + number;
    }

    /** The arguments that all scripts begin with. */
    static List<String> control(int identity, int nonces, boolean knewAnother) {
        return control(identity, nonces, knewAnother, "");
    }

    /**
     * The arguments that all scripts begin with.
     *
     * @param mirrors what the caller knows of mirrors
     */
    static List<String> control(int identity, int nonces, boolean knewAnother, String mirrors) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Long.toString(identity(identity)));
        arguments.add(Long.toString(BASE + 1_000 + nonces));
        arguments.add(Long.toString(LEASE));
        arguments.add(knewAnother ? Long.toString(BASE) : "0");
        arguments.add(mirrors);
        return arguments;
    }

    static Call tick(List<String> control, int most) {
        return call("tick", List.of(), control, "" + most, "" + most, "1000000", "100000");
    }

    static Call open(
            List<String> control, int number, ModelWriter writer, boolean region, boolean renewal) {
        return call(
                "open",
                region ? List.of() : List.of(ENTITY),
                control,
                "w" + number,
                "" + LEASE,
                renewal ? "1" : "0",
                "" + writer.nonce(),
                "" + writer.loaded(),
                region ? "0 1 " + REGION : "1 " + REGION + " 1 0");
    }

    /**
     * A close, which stores the row as the writer read it, with its own column changed.
     *
     * @param stores false if the new state is not known any more
     */
    static Call close(
            List<String> control,
            int number,
            ModelWriter writer,
            boolean region,
            boolean committed,
            boolean stores) {
        String token = "w" + number;
        String outcome = committed ? "1" : "0";
        if (region) {
            return call("close", List.of(), control, token, outcome, "0 1 " + REGION);
        }
        String image = writer.image();
        String state = number == 0 ? "1" + image.charAt(1) : image.charAt(0) + "1";
        boolean withState = committed && stores;
        return call(
                "close",
                List.of(ENTITY),
                control,
                token,
                outcome,
                "1 " + REGION + " 1 " + (withState ? TTL + " " + state : "0") + " 0");
    }

    static Call put(List<String> control, long nonce, long loaded, String image) {
        return call(
                "put",
                List.of(ENTITY),
                control,
                "" + nonce,
                "" + loaded,
                "1 " + REGION + " " + TTL + " 1 " + image);
    }

    static Call evictEntity(List<String> control) {
        return call("evict", List.of(ENTITY), control, "0");
    }

    static Call evictRegion(List<String> control) {
        return call("evict", List.of(), control, "0 " + REGION);
    }

    /** A call with arguments of another model's, several of them in one text where it helps. */
    static Call call(
            String script, List<String> entries, List<String> control, String... arguments) {
        List<String> all = new ArrayList<>(control);
        for (String some : arguments) {
            all.addAll(List.of(some.split(" ")));
        }
        return new Call(script, entries, all);
    }

    /** Tells this call from others by the same script, for most. */
    String name() {
        return script + " " + arguments.subList(5, Math.min(7, arguments.size()));
    }

    /** Writes what tells this call from others that may be repeated. */
    void into(Canonical key) {
        key.text(script).nonce(arguments.get(1)).text(arguments.get(3));
        int load = script.equals("open") ? 8 : script.equals("put") ? 5 : -1;
        for (int i = 5; i < arguments.size(); i++) {
            if (i == load) {
                key.nonce(arguments.get(i));
            } else if (load >= 0 && i == load + 1) {
                key.load(Long.parseLong(arguments.get(i)));
            } else {
                key.text(arguments.get(i));
            }
        }
    }
}
