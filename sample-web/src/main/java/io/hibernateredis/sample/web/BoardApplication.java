package io.hibernateredis.sample.web;

import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** One instance. It ends with its standard input, which its launcher holds open. */
@SpringBootApplication
class BoardApplication {

    public static void main(String[] args) {
        var context = SpringApplication.run(BoardApplication.class, args);
        var port = context.getEnvironment().getProperty("local.server.port");
        System.out.println(Instance.READY + port);
        try {
            while (System.in.read() >= 0) {
                // Only its end matters.
            }
        } catch (IOException e) {
            // As its end.
        }
        System.exit(SpringApplication.exit(context));
    }
}
