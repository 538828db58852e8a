package io.hibernateredis.proof;

/**
 * What a JVM of the model knows of the invalidations since a position, and until when it may serve
 * what it has near. Immutable.
 *
 * @param nonce of the index that it follows; 0 if none
 * @param epoch counts the indexes that it has followed
 * @param position up to which every event has been applied
 * @param low what is near from before is not served
 * @param entity position of the last event of the entity that it remembers, and so {@code region}
 * @param lease whether it may serve without a message
 * @param covered the writers, as bits, whose wait began when this lease had begun
 */
record NearMirror(
        long nonce,
        int epoch,
        long position,
        long low,
        long entity,
        long region,
        boolean lease,
        int covered) {

    static final NearMirror NEW = new NearMirror(0, 0, 0, 0, 0, 0, false, 0);

    /**
     * Of another index nothing is known but the time.
     *
     * @param at before which nothing counts
     */
    NearMirror following(long other, long at) {
        return new NearMirror(other, epoch + 1, 0, at, 0, 0, false, 0);
    }

    /** After what an event says, wherever it comes from. */
    NearMirror told(long at, String tags) {
        boolean all = tags.contains("*");
        return new NearMirror(
                nonce,
                epoch,
                position,
                all ? Math.max(low, at) : low,
                tags.contains(Call.ENTITY) ? Math.max(entity, at) : entity,
                tags.contains(Call.REGION) ? Math.max(region, at) : region,
                lease,
                covered);
    }

    NearMirror upTo(long at) {
        return new NearMirror(
                nonce, epoch, Math.max(position, at), low, entity, region, lease, covered);
    }

    /** What is near is served no more. */
    NearMirror emptied(long at) {
        return new NearMirror(
                nonce, epoch, position, Math.max(low, at), entity, region, lease, covered);
    }

    NearMirror forgetting(boolean raise) {
        long next = raise ? Math.max(low, entity) : low;
        return new NearMirror(nonce, epoch, position, next, 0, region, lease, covered);
    }

    NearMirror leased(boolean lasts, int by) {
        return new NearMirror(nonce, epoch, position, low, entity, region, lasts, lasts ? by : 0);
    }

    void into(Canonical key) {
        key.nonce(nonce).load(position).bound(low).bound(entity).bound(region);
        key.text(lease + "" + covered);
    }
}
