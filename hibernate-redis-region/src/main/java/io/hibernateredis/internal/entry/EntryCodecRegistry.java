package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.CodecFormat;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/** The codecs of a session factory's entries, created when its mapping is complete. Thread-safe. */
public final class EntryCodecRegistry {

    private final CodecFormat format;
    private volatile @Nullable EntryCodecs codecs;

    public EntryCodecRegistry(CodecFormat format) {
        this.format = format;
    }

    public EntryCodecs of(SessionFactoryImplementor sessionFactory) {
        EntryCodecs known = codecs;
        if (known == null) {
            synchronized (this) {
                known = codecs;
                if (known == null) {
                    known = new EntryCodecs(sessionFactory, format);
                    codecs = known;
                }
            }
        }
        return known;
    }
}
