package io.hibernateredis.sample.board;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/**
 * A user: mutable, without a {@code @Version}, and known by an email address that changes now and
 * then.
 */
@Entity
@Table(name = "sample_users")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "user")
@NaturalIdCache(region = "user.email")
public class User {
    @Id private long id;

    @NaturalId(mutable = true)
    private String email;

    private String name;
    private long revision;

    @SuppressWarnings("NullAway.Init")
    protected User() {}

    public User(long id, String email, String name) {
        this.id = id;
        this.email = email;
        this.name = name;
    }

    /** Requires that the row is locked: there is no version to refuse a lost update. */
    public void moveTo(String newEmail) {
        email = newEmail;
        revision++;
    }

    public long getId() {
        return id;
    }

    public String getEmail() {
        return email;
    }

    public String getName() {
        return name;
    }

    public long getRevision() {
        return revision;
    }
}
