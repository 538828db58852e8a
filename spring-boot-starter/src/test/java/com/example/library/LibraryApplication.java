package com.example.library;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** What an application has that knows nothing of the cache but its dependency. */
@SpringBootApplication
public class LibraryApplication {}
