package io.hibernateredis.proof;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Loads the classes of a package, and all that knows them, anew, with the altered classes and
 * scripts of a sabotage in their place.
 */
public final class AlteredClasses extends URLClassLoader {

    private final String prefix;

    /**
     * @param altered the directory of what is altered
     * @param prefix how the names begin of the classes that are loaded anew
     * @param origins a class of each place that they lie in
     */
    public AlteredClasses(Path altered, String prefix, Class<?>... origins)
            throws MalformedURLException {
        super(urls(altered, origins), AlteredClasses.class.getClassLoader());
        this.prefix = prefix;
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
        if (!name.startsWith(prefix)) {
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
