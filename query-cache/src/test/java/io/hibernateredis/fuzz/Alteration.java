package io.hibernateredis.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.store.Store;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/** Writes a class or a script of the product to a directory, without something. */
@FunctionalInterface
interface Alteration {

    String INTERNAL = "io.hibernateredis.internal.";

    void into(Path directory) throws IOException;

    /** A script that loses a passage. */
    static Alteration script(String name, String passage) {
        return directory -> {
            String file = "io/hibernateredis/internal/protocol/" + name + ".lua";
            String text;
            try (InputStream in = Store.class.getResourceAsStream("/" + file)) {
                text = new String(in.readAllBytes(), UTF_8);
            }
            int at = text.indexOf(passage);
            if (at < 0 || text.indexOf(passage, at + 1) >= 0) {
                throw new IllegalStateException(name + " does not hold exactly once: " + passage);
            }
            Path to = directory.resolve(file);
            Files.createDirectories(to.getParent());
            Files.writeString(to, text.replace(passage, ""));
        };
    }

    /** A method that does nothing, or returns null or false. */
    static Alteration idle(String type, String method) {
        return body(type, method, StubMethod.INSTANCE);
    }

    /** A method that always returns the same. */
    static Alteration gives(String type, String method, Object value) {
        return body(type, method, FixedValue.value(value));
    }

    /** A method that returns what it is given. */
    static Alteration passesOn(String type, String method) {
        return body(type, method, FixedValue.argument(0));
    }

    /** A method that finds nothing. */
    static Alteration findsNothing(String type, String method) {
        try {
            return body(type, method, MethodCall.invoke(List.class.getMethod("of")));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A method that only calls a method of one of its arguments. */
    static Alteration asks(String type, String method, int argument, Class<?> of, String name) {
        try {
            return body(type, method, MethodCall.invoke(of.getMethod(name)).onArgument(argument));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A method that something is woven into. */
    static Alteration woven(String type, String method, Class<?> advice) {
        return altered(
                type,
                method,
                (builder, classes) ->
                        builder.visit(
                                Advice.to(advice, classes).on(ElementMatchers.named(method))));
    }

    private static Alteration body(String type, String method, Implementation body) {
        return altered(
                type,
                method,
                (builder, classes) ->
                        builder.method(ElementMatchers.<MethodDescription>named(method))
                                .intercept(body));
    }

    private static Alteration altered(
            String type,
            String method,
            BiFunction<DynamicType.Builder<?>, ClassFileLocator, DynamicType.Builder<?>> change) {
        return directory -> {
            String name = INTERNAL + type;
            // What was altered before is altered once more.
            var classes =
                    new ClassFileLocator.Compound(
                            new ClassFileLocator.ForFolder(directory.toFile()),
                            ClassFileLocator.ForClassLoader.of(Alteration.class.getClassLoader()));
            var described = TypePool.Default.of(classes).describe(name).resolve();
            if (described.getDeclaredMethods().filter(ElementMatchers.named(method)).isEmpty()) {
                throw new IllegalStateException(name + " has no " + method);
            }
            File to = directory.toFile();
            change.apply(new ByteBuddy().redefine(described, classes), classes).make().saveIn(to);
        };
    }
}
