package io.hibernateredis.benchmarks.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.CacheLayout;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.QueryCacheLayout;

/** A card of a person, with a cached natural id, of which cached queries hold the id only. */
@Entity
@Table(name = "notes")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "note")
@NaturalIdCache(region = "note-code")
@QueryCacheLayout(layout = CacheLayout.SHALLOW)
public class Note extends Card {
    @NaturalId private String code;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Person author;

    @SuppressWarnings("NullAway.Init")
    protected Note() {}

    public String getCode() {
        return code;
    }

    public Person getAuthor() {
        return author;
    }
}
