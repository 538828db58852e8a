package io.hibernateredis.proof;

import java.util.List;
import java.util.function.BiConsumer;

/** A state of a model, which knows all that may happen next. */
interface ModelState<S extends ModelState<S>> {

    /** Something that may happen: the state after it, once its script, if any, has run. */
    record Move<S>(String name, S next, Call call, BiConsumer<S, List<String>> after) {}

    /** Equal for states that have the same future. */
    String key();

    /** What is wrong with this state; null if nothing is. */
    String wrong();

    List<Move<S>> moves();

    Content content();

    void content(Content next);

    long time();

    /** The key of the one entry that it has. */
    String entry();
}
