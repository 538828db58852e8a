package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.CodecFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.spi.support.DomainDataStorageAccess;
import org.hibernate.cache.spi.support.RegionFactoryTemplate;
import org.hibernate.cache.spi.support.StorageAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** A cache in memory that keeps nothing but the bytes that {@link EntryCodecs} make of entries. */
public final class FormedRegionFactory extends RegionFactoryTemplate {
    private final CodecFormat format;
    final Map<Object, byte[]> stored = new ConcurrentHashMap<>();
    private EntryCodecs codecs;

    public FormedRegionFactory(CodecFormat format) {
        this.format = format;
    }

    @Override
    protected void prepareForUse(
            SessionFactoryOptions settings, Map<String, Object> configValues) {}

    @Override
    protected void releaseFromUse() {}

    @Override
    protected DomainDataStorageAccess createDomainDataStorageAccess(
            DomainDataRegionConfig regionConfig, DomainDataRegionBuildingContext buildingContext) {
        return new Storage();
    }

    @Override
    protected StorageAccess createQueryResultsRegionStorageAccess(
            String regionName, SessionFactoryImplementor factory) {
        return new Storage();
    }

    @Override
    protected StorageAccess createTimestampsRegionStorageAccess(
            String regionName, SessionFactoryImplementor factory) {
        return new Storage();
    }

    public synchronized EntryCodecs codecs(SessionFactoryImplementor factory) {
        if (codecs == null) {
            codecs = new EntryCodecs(factory, format);
        }
        return codecs;
    }

    /** Hibernate's own keys print as the name of the role, "#", and the id. */
    private EntryCodec codec(String key, SessionFactoryImplementor factory) {
        var role = key.substring(0, key.indexOf('#'));
        var entity = factory.getMappingMetamodel().findEntityDescriptor(role);
        if (entity == null) {
            return codecs(factory)
                    .collection(factory.getMappingMetamodel().getCollectionDescriptor(role));
        }
        return key.contains("##NaturalId[")
                ? codecs(factory).naturalId(entity)
                : codecs(factory).entity(entity);
    }

    private final class Storage implements DomainDataStorageAccess {

        @Override
        public Object getFromCache(Object key, SharedSessionContractImplementor session) {
            var bytes = stored.get(key);
            return bytes == null
                    ? null
                    : codec(key.toString(), session.getFactory()).decode(bytes, 0, bytes.length);
        }

        @Override
        public void putIntoCache(
                Object key, Object value, SharedSessionContractImplementor session) {
            stored.put(key, codec(key.toString(), session.getFactory()).encode(value));
        }

        @Override
        public boolean contains(Object key) {
            return stored.containsKey(key);
        }

        @Override
        public void evictData() {
            stored.clear();
        }

        @Override
        public void evictData(Object key) {
            stored.remove(key);
        }

        @Override
        public void release() {}
    }
}
