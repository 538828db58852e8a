package io.hibernateredis.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * A script to run, with its arguments as its header tells them. Immutable.
 *
 * @param entry whether it is given the key of the entry too
 */
record Call(String script, boolean entry, List<String> arguments) {

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
        List<String> arguments = new ArrayList<>();
        arguments.add(Long.toString(identity(identity)));
        arguments.add(Long.toString(BASE + 1_000 + nonces));
        arguments.add(Long.toString(LEASE));
        arguments.add(knewAnother ? Long.toString(BASE) : "0");
        return arguments;
    }

    static Call tick(List<String> control, int most) {
        return call("tick", false, control, "" + most, "" + most, "1000000", "100000");
    }

    static Call open(
            List<String> control, int number, ModelWriter writer, boolean region, boolean renewal) {
        return call(
                "open",
                !region,
                control,
                "w" + number,
                "" + LEASE,
                renewal ? "1" : "0",
                "" + writer.nonce(),
                "" + writer.loaded(),
                region ? "i" : "d",
                region ? REGION : ENTITY,
                region ? "" : REGION);
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
            return call("close", false, control, token, outcome, "i", REGION, "", "0", "0", "");
        }
        String image = writer.image();
        String state = number == 0 ? "1" + image.charAt(1) : image.charAt(0) + "1";
        boolean withState = committed && stores;
        return call(
                "close",
                true,
                control,
                token,
                outcome,
                "d",
                ENTITY,
                REGION,
                "5",
                withState ? TTL : "0",
                withState ? state : "");
    }

    static Call put(List<String> control, long nonce, long loaded, String image) {
        return call(
                "put",
                true,
                control,
                "" + nonce,
                "" + loaded,
                TTL,
                image,
                "2",
                "d",
                ENTITY,
                "i",
                REGION);
    }

    static Call evictEntity(List<String> control) {
        return call("evict", true, control, "0", "d", ENTITY);
    }

    static Call evictRegion(List<String> control) {
        return call("evict", false, control, "0", "i", REGION);
    }

    /** A call with arguments of another model's. */
    static Call call(
            String script, boolean entry, List<String> control, String... arguments) {
        List<String> all = new ArrayList<>(control);
        all.addAll(List.of(arguments));
        return new Call(script, entry, all);
    }

    /** Tells this call from others by the same script, for most. */
    String name() {
        return script + " " + arguments.subList(4, 6);
    }

    /** Writes what tells this call from others that may be repeated. */
    void into(Canonical key) {
        key.text(script).nonce(arguments.get(1)).text(arguments.get(3));
        int load = script.equals("open") ? 7 : script.equals("put") ? 4 : -1;
        for (int i = 4; i < arguments.size(); i++) {
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
