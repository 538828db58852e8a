package io.hibernateredis.fuzz;

import java.math.BigDecimal;
import java.util.Random;
import org.hibernate.type.Type;

/** Words for ids. */
final class Ids {

    private Ids() {}

    /** Sometimes in another spelling. */
    static String word(Random random, Domain domain, String entity) {
        Type type = domain.entity(entity).getIdentifierType();
        boolean spelt =
                type.getReturnedClass() == String.class
                        || type.getReturnedClass() == BigDecimal.class;
        return (1 + random.nextInt(3)) + (spelt && random.nextInt(3) == 0 ? "~" : "");
    }
}
