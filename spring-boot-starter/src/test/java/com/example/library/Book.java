package com.example.library;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;

@Entity
@Cacheable
@NamedQuery(name = "Book.titles", query = "select b.title from Book b")
@NamedQuery(name = "Book.titled", query = "from Book b where b.title = :title")
public class Book {

    @Id private Long id;

    private String title;

    protected Book() {}

    public Book(Long id, String title) {
        this.id = id;
        this.title = title;
    }

    public String title() {
        return title;
    }

    public void rename(String newTitle) {
        this.title = newTitle;
    }
}
