package io.hibernateredis.region;

import io.hibernateredis.codec.CodecFormat;
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

/** A cache in memory that keeps nothing but the bytes that {@link EntryForms} make of entries. */
final class FormedRegionFactory extends RegionFactoryTemplate {
    private final CodecFormat format;
    final Map<Object, byte[]> stored = new ConcurrentHashMap<>();
    private EntryForms forms;

    FormedRegionFactory(CodecFormat format) {
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

    synchronized EntryForms forms(SessionFactoryImplementor factory) {
        if (forms == null) {
            forms = new EntryForms(factory, format);
        }
        return forms;
    }

    /** Hibernate's own keys print as the name of the role, "#", and the id. */
    private EntryForm form(String key, SessionFactoryImplementor factory) {
        var role = key.substring(0, key.indexOf('#'));
        var entity = factory.getMappingMetamodel().findEntityDescriptor(role);
        if (entity == null) {
            return forms(factory)
                    .collection(factory.getMappingMetamodel().getCollectionDescriptor(role));
        }
        return key.contains("##NaturalId[")
                ? forms(factory).naturalId(entity)
                : forms(factory).entity(entity);
    }

    private final class Storage implements DomainDataStorageAccess {

        @Override
        public Object getFromCache(Object key, SharedSessionContractImplementor session) {
            var bytes = stored.get(key);
            return bytes == null
                    ? null
                    : form(key.toString(), session.getFactory()).decode(bytes, 0, bytes.length);
        }

        @Override
        public void putIntoCache(
                Object key, Object value, SharedSessionContractImplementor session) {
            stored.put(key, form(key.toString(), session.getFactory()).encode(value));
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
