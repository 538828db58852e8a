package io.hibernateredis.testing;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the classes of a package that depend on each other in a circle: the strongly connected
 * components of their dependencies, by Tarjan's algorithm. A nested class counts as the class
 * around it.
 */
final class ClassCycles {

    private final Map<String, Set<String>> dependencies;
    private final Map<String, Integer> order = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final Set<String> onPath = new HashSet<>();
    private final List<Set<String>> found = new ArrayList<>();

    private ClassCycles(Map<String, Set<String>> dependencies) {
        this.dependencies = dependencies;
    }

    /** The cycles of at least two classes, within one package each. */
    static List<Set<String>> in(JavaClasses classes) {
        Map<String, Set<String>> dependencies = new TreeMap<>();
        for (JavaClass each : classes) {
            Set<String> targets =
                    dependencies.computeIfAbsent(outermost(each), name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().equals(each.getPackageName())) {
                    targets.add(outermost(target));
                }
            }
        }
        var cycles = new ClassCycles(dependencies);
        for (String each : dependencies.keySet()) {
            if (!cycles.order.containsKey(each)) {
                cycles.visit(each);
            }
        }
        return cycles.found;
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ClassCycles::outermost).orElse(type.getName());
    }

    private void visit(String type) {
        order.put(type, order.size());
        lowest.put(type, order.get(type));
        path.push(type);
        onPath.add(type);
        for (String target : dependencies.getOrDefault(type, Set.of())) {
            if (!order.containsKey(target)) {
                visit(target);
                lowest.merge(type, lowest.get(target), Math::min);
            } else if (onPath.contains(target)) {
                lowest.merge(type, order.get(target), Math::min);
            }
        }
        if (lowest.get(type).equals(order.get(type))) {
            close(type);
        }
    }

    /** Takes a component off the path, of which a class was visited first. */
    private void close(String first) {
        Set<String> component = new TreeSet<>();
        String each;
        do {
            each = path.pop();
            onPath.remove(each);
            component.add(each);
        } while (!each.equals(first));
        if (component.size() > 1) {
            found.add(component);
        }
    }
}
