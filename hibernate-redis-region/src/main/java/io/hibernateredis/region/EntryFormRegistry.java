package io.hibernateredis.region;

import io.hibernateredis.codec.CodecFormat;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/** The forms of a session factory's entries, made when its mapping is there. Thread-safe. */
final class EntryFormRegistry {

    private final CodecFormat format;
    private volatile @Nullable EntryForms forms;

    EntryFormRegistry(CodecFormat format) {
        this.format = format;
    }

    EntryForms of(SessionFactoryImplementor sessionFactory) {
        EntryForms known = forms;
        if (known == null) {
            synchronized (this) {
                known = forms;
                if (known == null) {
                    known = new EntryForms(sessionFactory, format);
                    forms = known;
                }
            }
        }
        return known;
    }
}
