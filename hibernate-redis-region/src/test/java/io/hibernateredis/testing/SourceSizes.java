package io.hibernateredis.testing;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Counts the lines of the files and methods of a source tree. */
final class SourceSizes {

    private final List<Path> files;

    private SourceSizes(List<Path> files) {
        this.files = files;
    }

    static SourceSizes of(Path sources) throws IOException {
        try (Stream<Path> all = Files.walk(sources)) {
            return new SourceSizes(
                    all.filter(file -> file.toString().endsWith(".java")).sorted().toList());
        }
    }

    /** The files that have more lines, with their number. */
    List<String> filesLongerThan(int lines) throws IOException {
        List<String> longer = new ArrayList<>();
        for (Path file : files) {
            int its = Files.readAllLines(file).size();
            if (its > lines) {
                longer.add(file.getFileName() + ": " + its);
            }
        }
        return longer;
    }

    /** The methods that have more lines from their first annotation to their last brace. */
    List<String> methodsLongerThan(int lines) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> longer = new ArrayList<>();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    problem -> {},
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Methods(unit, positions, lines, longer).scan(unit, null);
            }
        }
        return longer;
    }

    private static final class Methods extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final int most;
        private final List<String> longer;

        Methods(
                CompilationUnitTree unit,
                SourcePositions positions,
                int most,
                List<String> longer) {
            this.unit = unit;
            this.positions = positions;
            this.most = most;
            this.longer = longer;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            long first = line(positions.getStartPosition(unit, method));
            long last = line(positions.getEndPosition(unit, method));
            if (last - first + 1 > most) {
                Path file = Path.of(unit.getSourceFile().toUri());
                longer.add(
                        "%s:%d %s: %d"
                                .formatted(
                                        file.getFileName(),
                                        first,
                                        method.getName(),
                                        last - first + 1));
            }
            return super.visitMethod(method, null);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
