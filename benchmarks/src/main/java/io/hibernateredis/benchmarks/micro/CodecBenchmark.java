package io.hibernateredis.benchmarks.micro;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.Codecs;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A row of fourteen columns to bytes and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBenchmark {
    private static final Object[] ROW = {
        7L,
        "P-117",
        "project 117",
        "The description of project 117",
        "OPEN",
        3,
        new BigDecimal("12345.67"),
        0.5,
        false,
        UUID.fromString("6f1d4c1e-52f7-4d7c-9d3b-0a4b1c2d3e4f"),
        "owner 117",
        Instant.parse("2026-01-01T00:00:00Z"),
        Instant.parse("2026-01-02T00:00:00Z"),
        LocalDate.parse("2026-12-31")
    };

    @Param({"BINARY", "JSON"})
    private CodecFormat format = CodecFormat.BINARY;

    private final Codec<@Nullable Object[]> codec = formOf(ROW);
    private byte[] encoded = {};

    @Setup
    public void encodeOnce() {
        encoded = encode();
    }

    @Benchmark
    public byte[] encode() {
        return format.encode(codec, ROW);
    }

    @Benchmark
    public @Nullable Object[] decode() {
        return format.decode(codec, encoded, 0, encoded.length);
    }

    private static Codec<@Nullable Object[]> formOf(Object[] row) {
        var names = new String[row.length];
        var codecs = new Codec<?>[row.length];
        for (int column = 0; column < row.length; column++) {
            names[column] = "column" + column;
            codecs[column] = Codecs.of(row[column].getClass()).orElseThrow();
        }
        return Codecs.row(names, codecs);
    }
}
