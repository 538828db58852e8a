package io.hibernateredis.benchmarks;

/**
 * What entries take in Redis.
 *
 * @param contender its id
 * @param entries that were added
 * @param bytes by which the memory of Redis grew
 */
record Memory(String contender, int entries, double bytes) {
    double bytesPerEntry() {
        return bytes / entries;
    }
}
