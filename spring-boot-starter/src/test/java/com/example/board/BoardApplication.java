package com.example.board;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Boards of tasks over HTTP. */
@SpringBootApplication
public class BoardApplication {}
