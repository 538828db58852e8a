package io.hibernateredis.proof;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Loads the store, and all that knows it, anew, with the altered classes and scripts of a sabotage
 * in their place.
 */
final class AlteredClasses extends URLClassLoader {

    AlteredClasses(Path altered, Class<?>... origins) throws MalformedURLException {
        super(urls(altered, origins), AlteredClasses.class.getClassLoader());
    }

    private static URL[] urls(Path altered, Class<?>... origins) throws MalformedURLException {
        var urls = new URL[1 + origins.length];
        urls[0] = altered.toUri().toURL();
        for (int i = 0; i < origins.length; i++) {
            urls[1 + i] = origins[i].getProtectionDomain().getCodeSource().getLocation();
        }
        return urls;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("io.hibernateredis.store.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    public URL getResource(String name) {
        URL altered = findResource(name);
        return altered == null ? super.getResource(name) : altered;
    }
}
