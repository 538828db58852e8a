package io.hibernateredis.benchmarks.model;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.CacheLayout;
import org.hibernate.annotations.QueryCacheLayout;

/** A card of which cached queries hold the id only. */
@Entity
@Table(name = "notes")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "note")
@QueryCacheLayout(layout = CacheLayout.SHALLOW)
public class Note extends Card {}
