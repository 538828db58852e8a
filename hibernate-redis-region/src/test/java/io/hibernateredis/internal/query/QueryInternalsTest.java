package io.hibernateredis.internal.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import net.bytebuddy.ByteBuddy;
import org.hibernate.cache.spi.QueryKey;
import org.junit.jupiter.api.Test;

class QueryInternalsTest {

    /** Loads what looks into Hibernate anew, beside a class of Hibernate's that has changed. */
    private static final class Changed extends ClassLoader {
        private final String name;
        private final byte[] bytes;

        Changed(String name, byte[] bytes) {
            super(QueryInternals.class.getClassLoader());
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
            if (!wanted.equals(name) && !wanted.startsWith(QueryInternals.class.getName())) {
                return super.loadClass(wanted, resolve);
            }
            synchronized (getClassLoadingLock(wanted)) {
                Class<?> known = findLoadedClass(wanted);
                if (known != null) {
                    return known;
                }
                byte[] code = wanted.equals(name) ? bytes : original(wanted);
                return defineClass(wanted, code, 0, code.length);
            }
        }

        private byte[] original(String wanted) throws ClassNotFoundException {
            try (var in = getResourceAsStream(wanted.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(wanted);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(wanted, e);
            }
        }
    }

    private static Object problem(ClassLoader loader) throws ReflectiveOperationException {
        var problem = loader.loadClass(QueryInternals.class.getName()).getDeclaredMethod("problem");
        problem.setAccessible(true);
        return problem.invoke(null);
    }

    @Test
    void hibernateThatIsKnown_isNoProblem() {
        assertThat(QueryInternals.problem()).isNull();
    }

    @Test
    void hibernateWhoseKeysHaveOtherFields_isAProblem_andNoError() throws Exception {
        String name = QueryKey.class.getName();
        byte[] other = new ByteBuddy().subclass(Object.class).name(name).make().getBytes();

        assertThat(problem(new Changed(name, other))).asString().contains("NoSuchFieldException");
    }

    @Test
    void hibernateWhoseClassDoesNotLink_isAProblem_andNoError() throws Exception {
        String name = "org.hibernate.cache.internal.QueryResultsCacheImpl";

        assertThat(problem(new Changed(name, new byte[] {1, 2, 3})))
                .asString()
                .contains("ClassFormatError");
    }
}
