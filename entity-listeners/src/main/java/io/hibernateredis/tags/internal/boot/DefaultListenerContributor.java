package io.hibernateredis.tags.internal.boot;

import io.hibernateredis.tags.CacheTagsListener;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.spi.MetadataSourcesContributor;

/** Makes {@link CacheTagsListener} a default entity listener of every persistence unit. */
public final class DefaultListenerContributor implements MetadataSourcesContributor {

    private static final String MAPPING = "io/hibernateredis/tags/orm.xml";

    @Override
    public void contribute(MetadataSources metadataSources) {
        metadataSources.addResource(MAPPING);
    }
}
