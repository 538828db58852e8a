package io.hibernateredis.region;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The project's Markdown, and the blocks of code in it. */
final class Documents {

    static final Path ROOT = root();

    private static final List<String> TOP =
            List.of(
                    "README.md",
                    "CONTRIBUTING.md",
                    "CHANGELOG.md",
                    "sample/README.md",
                    "benchmarks/README.md");

    private static final Pattern FENCE =
            Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern MARKED =
            Pattern.compile(
                    "^ *// documentation: begin\\n(.*?)^ *// documentation: end$",
                    Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    private Documents() {}

    /**
     * A fenced block.
     *
     * @param language what stands behind the fence
     */
    record Block(Path file, String language, String text) {
        @Override
        public String toString() {
            return ROOT.relativize(file)
                    + ": "
                    + language
                    + ": "
                    + text.lines().findFirst().orElse("");
        }
    }

    /** What stands in the root and beside the sample and the benchmarks, and all below docs. */
    static List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (String name : TOP) {
            files.add(ROOT.resolve(name));
        }
        files.addAll(below(ROOT.resolve("docs"), ".md"));
        return files;
    }

    static List<Block> blocks(String language) {
        return blocks().stream().filter(block -> block.language().equals(language)).toList();
    }

    static List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (Path file : files()) {
            Matcher fence = FENCE.matcher(read(file));
            while (fence.find()) {
                blocks.add(new Block(file, fence.group(1), fence.group(2)));
            }
        }
        return blocks;
    }

    /** The anchors that GitHub gives the headings of a file. */
    static Set<String> anchors(Path file) {
        return HEADING.matcher(FENCE.matcher(read(file)).replaceAll(""))
                .results()
                .map(
                        heading ->
                                heading.group(1)
                                        .toLowerCase(Locale.ROOT)
                                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The texts of a source, each of which may be written in several parts. */
    static String texts(Path source) {
        return read(source).replaceAll("\"\\s*\\+\\s*\"", "");
    }

    /** What stands between the markers in the examples, without their indentation. */
    static List<String> compiledExamples() {
        List<String> examples = new ArrayList<>();
        for (Path source : below(ROOT, ".java")) {
            if (!source.toString().contains("/src/test/java/com/example/")) {
                continue;
            }
            Matcher marked = MARKED.matcher(read(source));
            while (marked.find()) {
                examples.add(marked.group(1).stripTrailing().stripIndent() + "\n");
            }
        }
        return examples;
    }

    static List<Path> below(Path directory, String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("CONTRIBUTING.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
