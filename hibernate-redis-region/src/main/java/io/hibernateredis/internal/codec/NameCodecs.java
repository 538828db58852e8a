package io.hibernateredis.internal.codec;

import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;

/** Codecs of what has a name or an address: none of them looks a name up in the network. */
final class NameCodecs {
    // A URL of another protocol would have the JDK load a handler class that is named after it;
    // "jar" holds a URL.
    private static final Set<String> PROTOCOLS = Set.of("http", "https", "ftp", "file", "mailto");

    static final Codec<Locale> LOCALE =
            new SimpleCodec<>(
                    "locale",
                    (out, value) -> out.writeText(toText(value)),
                    in -> locale(in.readText()));
    static final Codec<Currency> CURRENCY =
            new SimpleCodec<>(
                    "currency",
                    (out, value) -> out.writeText(value.getCurrencyCode()),
                    in -> Currency.getInstance(in.readText()));
    static final Codec<URL> URL =
            new SimpleCodec<>("url", NameCodecs::writeUrl, NameCodecs::readUrl);
    static final Codec<URI> URI =
            new SimpleCodec<>(
                    "uri", (out, value) -> out.writeText(value.toString()), NameCodecs::readUri);
    static final Codec<InetAddress> INET_ADDRESS =
            new SimpleCodec<>(
                    "inet",
                    (out, value) -> out.writeBytes(value.getAddress()),
                    NameCodecs::readAddress);

    private NameCodecs() {}

    // Some old locales have no tag that leads back to them.
    private static String toText(Locale value) {
        var tag = value.toLanguageTag();
        if (Locale.forLanguageTag(tag).equals(value)) {
            return tag;
        }
        var text = "_" + value.getLanguage() + "_" + value.getCountry() + "_" + value.getVariant();
        if (!locale(text).equals(value)) {
            throw new UnsupportedValueException(
                    "Locale " + value + " has no text that leads back to it");
        }
        return text;
    }

    private static Locale locale(String text) {
        if (!text.startsWith("_")) {
            return Locale.forLanguageTag(text);
        }
        var parts = text.substring(1).split("_", 3);
        if (parts.length != 3) {
            throw new CorruptEntryException("A locale of " + parts.length + " parts");
        }
        return new Locale(parts[0], parts[1], parts[2]);
    }

    private static void writeUrl(Output out, URL value) {
        if (!PROTOCOLS.contains(value.getProtocol())) {
            throw new UnsupportedValueException(
                    "A URL of protocol " + value.getProtocol() + " has no form");
        }
        out.writeText(value.toExternalForm());
    }

    private static URL readUrl(Input in) {
        var text = in.readText();
        int colon = text.indexOf(':');
        if (colon < 0 || !PROTOCOLS.contains(text.substring(0, colon))) {
            throw new CorruptEntryException("A URL of no known protocol");
        }
        try {
            return new URL(text);
        } catch (MalformedURLException e) {
            throw new CorruptEntryException("No URL", e);
        }
    }

    private static URI readUri(Input in) {
        try {
            return new URI(in.readText());
        } catch (URISyntaxException e) {
            throw new CorruptEntryException("No URI", e);
        }
    }

    private static InetAddress readAddress(Input in) {
        try {
            return InetAddress.getByAddress(in.readBytes());
        } catch (UnknownHostException e) {
            throw new CorruptEntryException("No address", e);
        }
    }
}
