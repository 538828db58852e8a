package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.model.Links;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.bytecode.enhance.spi.DefaultEnhancementContext;
import org.hibernate.bytecode.enhance.spi.Enhancer;
import org.hibernate.bytecode.enhance.spi.UnloadedClass;
import org.hibernate.bytecode.enhance.spi.UnloadedField;
import org.hibernate.bytecode.internal.BytecodeProviderInitiator;

/**
 * Loads the classes of the mappings as Hibernate's build plugins would have made them: attributes
 * are loaded lazily, entities are their own proxies, and note what is changed.
 */
final class EnhancedClasses extends ClassLoader {

    private static final String MODEL = Links.class.getPackageName() + ".";

    private final Enhancer enhancer =
            BytecodeProviderInitiator.buildDefaultBytecodeProvider().getEnhancer(new Context());

    private final Map<Class<?>, Class<?>> enhanced = new HashMap<>();

    EnhancedClasses(List<Class<?>> entities) {
        super(EnhancedClasses.class.getClassLoader());
        try {
            // Embeddables are recognized by the entities that have them.
            for (Class<?> each : entities) {
                enhancer.discoverTypes(each.getName(), bytes(each.getName()));
            }
            for (Class<?> each : entities) {
                enhanced.put(each, loadClass(each.getName()));
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    Class<?> of(Class<?> entity) {
        return enhanced.get(entity);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(MODEL)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] plain = bytes(name);
        byte[] made = enhancer.enhance(name, plain);
        byte[] bytes = made == null ? plain : made;
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        try (var in = getParent().getResourceAsStream(path)) {
            if (in == null) {
                // Hibernate is about to make it.
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything but the management of both sides, which the scripts do themselves. */
    private final class Context extends DefaultEnhancementContext {

        @Override
        public ClassLoader getLoadingClassLoader() {
            return EnhancedClasses.class.getClassLoader();
        }

        @Override
        public boolean doBiDirectionalAssociationManagement(UnloadedField field) {
            return false;
        }

        @Override
        public boolean hasLazyLoadableAttributes(UnloadedClass type) {
            return true;
        }
    }
}
