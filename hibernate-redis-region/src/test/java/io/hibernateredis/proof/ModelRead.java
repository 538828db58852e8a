package io.hibernateredis.proof;

/**
 * What a reader of the model gets to see, judged as the store judges it. Immutable.
 *
 * @param entries where the entry comes from
 * @param scores what it is judged by
 */
record ModelRead(Bounds bounds, Content entries, Content scores) {

    /**
     * What is wrong with it; null if nothing is.
     *
     * @param server that was asked
     * @param required the columns whose commit has returned
     * @param database the columns that have been committed
     */
    String wrong(int server, String required, String database) {
        if (entries.entry() == null || !isValid(server)) {
            return null;
        }
        String image = entries.image();
        for (int column = 0; column < 2; column++) {
            char seen = image.charAt(column);
            if (seen == '0' && required.charAt(column) == '1') {
                return "stale: column " + column + " in " + image;
            }
            if (seen == '1' && database.charAt(column) == '0') {
                return "never committed: column " + column + " in " + image;
            }
        }
        return null;
    }

    private boolean isValid(int server) {
        if (scores.score("=") < 0 || scores.score("!") < 0) {
            return false;
        }
        boolean ofServer =
                scores.score("@") == Call.identity(server)
                        || bounds.gone(Sabotage.IDENTITY_IGNORED);
        boolean ofIndex =
                entries.nonce() == scores.score("=")
                        || bounds.gone(Sabotage.NONCE_OF_ENTRY_IGNORED);
        return ofServer
                && ofIndex
                && isLoadedAfter("!", Sabotage.VALID_FROM_IGNORED)
                && isLoadedAfter("<", Sabotage.LOW_WATER_IGNORED)
                && isLoadedAfter(Call.REGION, Sabotage.FLOOR_IGNORED);
    }

    private boolean isLoadedAfter(String bound, Sabotage guard) {
        return entries.loaded() >= scores.score(bound) || bounds.gone(guard);
    }
}
