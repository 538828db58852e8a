package io.hibernateredis.testing;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The public signatures of the API packages of a module, found by reflection in its compiled
 * classes.
 */
final class PublicApi {

    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("equals(java.lang.Object)", "hashCode()", "toString()");

    private final List<Class<?>> types;

    private PublicApi(List<Class<?>> types) {
        this.types = types;
    }

    static PublicApi of(Path classes, Set<String> packages) {
        List<Class<?>> types = new ArrayList<>();
        for (String name : packages) {
            Path directory = classes.resolve(name.replace('.', '/'));
            try (Stream<Path> files = Files.list(directory)) {
                files.map(file -> file.getFileName().toString())
                        .filter(
                                file ->
                                        file.endsWith(".class")
                                                && !file.equals("package-info.class"))
                        .map(file -> load(name + "." + file.replaceFirst("\\.class$", "")))
                        .filter(PublicApi::isPublic)
                        .forEach(types::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        types.sort((one, other) -> one.getName().compareTo(other.getName()));
        return new PublicApi(types);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!Modifier.isPublic(each.getModifiers()) || each.isAnonymousClass()) {
                return false;
            }
        }
        return true;
    }

    /** The simple names of the types that are not nested in others. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Class<?> type : types) {
            if (type.getEnclosingClass() == null) {
                names.add(type.getSimpleName());
            }
        }
        return names;
    }

    /** One line a type, and below it one line a member, in a stable order. */
    List<String> signatures() {
        List<String> lines = new ArrayList<>();
        for (Class<?> type : types) {
            lines.add(type.toGenericString() + supertypes(type));
            members(type).forEach(member -> lines.add("    " + member));
        }
        return lines;
    }

    /** The members whose signatures name a type of a package for internal use. */
    List<String> exposed() {
        return types.stream()
                .flatMap(type -> members(type).stream())
                .filter(member -> member.contains(".internal."))
                .toList();
    }

    private static String supertypes(Class<?> type) {
        return Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()),
                        Arrays.stream(type.getGenericInterfaces()))
                .map(java.lang.reflect.Type::getTypeName)
                .filter(name -> !name.equals("java.lang.Object"))
                .collect(joining(", "))
                .transform(all -> all.isEmpty() ? "" : " < " + all);
    }

    private static Set<String> members(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Field field : type.getDeclaredFields()) {
            if (isApi(field) && !field.getName().equals("serialVersionUID")) {
                members.add(withoutOwner(field, field.toGenericString()));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isApi(constructor)) {
                members.add(constructor.toGenericString());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isApi(method) && !isOfEveryObject(method) && !isOfEveryEnum(method)) {
                members.add(withoutOwner(method, method.toGenericString()));
            }
        }
        return members;
    }

    /** The type stands in the line above its members. */
    private static String withoutOwner(Member member, String signature) {
        String owner = member.getDeclaringClass().getName() + ".";
        return signature.replace(owner + member.getName(), member.getName());
    }

    private static boolean isOfEveryEnum(Method method) {
        return method.getDeclaringClass().isEnum()
                && Set.of("values", "valueOf").contains(method.getName());
    }

    private static boolean isOfEveryObject(Method method) {
        String parameters =
                Arrays.stream(method.getParameterTypes())
                        .map(Class::getName)
                        .collect(joining(",", "(", ")"));
        return OF_EVERY_OBJECT.contains(method.getName() + parameters);
    }

    private static boolean isApi(Member member) {
        return !member.isSynthetic()
                && (Modifier.isPublic(member.getModifiers())
                        || Modifier.isProtected(member.getModifiers()));
    }
}
