package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.Codecs;
import java.sql.Blob;
import java.sql.Clob;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.BasicType;
import org.hibernate.type.CustomType;
import org.hibernate.type.descriptor.converter.spi.BasicValueConverter;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.java.ObjectJavaType;
import org.hibernate.type.descriptor.java.SerializableJavaType;
import org.hibernate.type.descriptor.java.spi.FormatMapperBasedJavaType;
import org.hibernate.type.descriptor.java.spi.UnknownBasicJavaType;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of basic types. The disassembled form of a basic type depends on the mutability plan
 * of its Java type: usually it is the domain value, for JSON and XML mappings it is the text, and
 * with a converter it may be the relational value.
 */
final class BasicCodecs {
    private final SessionFactoryImplementor factory;
    private final Codec<Class<?>> classes;
    private final Codec<Object> tagged = Codecs.tagged(List.of());

    BasicCodecs(SessionFactoryImplementor factory, Codec<Class<?>> classes) {
        this.factory = factory;
        this.classes = classes;
    }

    /** The codec of values that identify their own type. */
    Codec<Object> tagged() {
        return tagged;
    }

    /** The codec of the result of {@code type.disassemble}. */
    Codec<?> disassembled(BasicType<?> type) {
        JavaType<?> javaType = type.getJavaTypeDescriptor();
        Class<?> domainType = javaType.getJavaTypeClass();
        if (domainType == Blob.class || Clob.class.isAssignableFrom(domainType)) {
            throw new NoCodecException(
                    domainType.getName(), "Hibernate does not cache locators of LOBs");
        }
        if (type instanceof CustomType) {
            return domainOrTagged(type, domainType);
        }
        if (javaType.getMutabilityPlan() instanceof FormatMapperBasedJavaType) {
            return Codecs.of(String.class).orElseThrow();
        }
        return type.getValueConverter() != null && javaType.getMutabilityPlan().isMutable()
                ? domainOrTagged(type, domainType)
                : domain(type);
    }

    /**
     * The codec of the values that the type reads from a column, or null if they identify their own
     * type or cannot be encoded. With a converter, these are the relational values.
     */
    @Nullable Codec<?> column(JdbcMapping mapping) {
        if (!(mapping instanceof BasicType<?> type) || type.getValueConverter() != null) {
            return null;
        }
        Class<?> domainType = type.getJavaTypeDescriptor().getJavaTypeClass();
        boolean isLocator = domainType == Blob.class || Clob.class.isAssignableFrom(domainType);
        boolean isSelfDescribing =
                domainType.isEnum()
                        || Collection.class.isAssignableFrom(domainType)
                        || Codecs.isClosed(domainType);
        return isLocator || isSelfDescribing ? null : findDomain(type).orElse(null);
    }

    private Codec<?> domainOrTagged(BasicType<?> type, Class<?> domainType) {
        Codec<?> domain = findDomain(type).orElse(null);
        return new DomainOrTaggedCodec(
                domainType,
                domain,
                domainType.isEnum() ? Codecs.tagged(List.of(enumType(domainType))) : tagged);
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends Enum<?>> enumType(Class<?> type) {
        return (Class<? extends Enum<?>>) type;
    }

    /** The codec of the domain values. */
    Codec<?> domain(BasicType<?> type) {
        return findDomain(type).orElseThrow(() -> noCodec(type));
    }

    private static NoCodecException noCodec(BasicType<?> type) {
        JavaType<?> javaType = type.getJavaTypeDescriptor();
        return new NoCodecException(
                javaType.getTypeName(),
                javaType instanceof SerializableJavaType
                        ? "deserializing Java objects is unsafe; map it with an AttributeConverter"
                        : "it is outside the closed set; map it with an AttributeConverter");
    }

    private Optional<Codec<?>> findDomain(BasicType<?> type) {
        Class<?> domainType = type.getJavaTypeDescriptor().getJavaTypeClass();
        if (domainType == Class.class) {
            return Optional.of(classes);
        }
        if (type instanceof BasicPluralType<?, ?> plural) {
            return findPlural(plural, domainType);
        }
        Optional<Codec<?>> closed = Codecs.of(domainType);
        return closed.isPresent() ? closed : findConverted(type);
    }

    private Optional<Codec<?>> findPlural(BasicPluralType<?, ?> type, Class<?> domainType) {
        if (domainType.isArray() && domainType.getComponentType().isPrimitive()) {
            return Codecs.of(domainType);
        }
        return findDomain(type.getElementType())
                .map(
                        element ->
                                domainType.isArray()
                                        ? Codecs.array(domainType.getComponentType(), element)
                                        : Codecs.list(element));
    }

    private Optional<Codec<?>> findConverted(BasicType<?> type) {
        var converter = type.getValueConverter();
        return converter != null ? converted(converter) : unwrapped(type);
    }

    private <D, R> Optional<Codec<?>> converted(BasicValueConverter<D, R> converter) {
        return this.<R>closed(converter.getRelationalJavaType().getJavaTypeClass())
                .map(
                        codec ->
                                new ConvertingCodec<D, R>(
                                        converter.getDomainJavaType().getTypeName(),
                                        codec,
                                        converter::toRelationalValue,
                                        converter::toDomainValue));
    }

    /**
     * A codec that converts to the value given to the JDBC driver, unless that is a serialized
     * object.
     */
    private <D> Optional<Codec<?>> unwrapped(BasicType<D> type) {
        JavaType<D> javaType = type.getJavaTypeDescriptor();
        if (javaType instanceof SerializableJavaType
                || javaType instanceof ObjectJavaType
                || javaType instanceof UnknownBasicJavaType) {
            return Optional.empty();
        }
        Class<?> preferred =
                type.getJdbcType().getPreferredJavaTypeClass(factory.getWrapperOptions());
        Class<?> jdbcType =
                javaType instanceof FormatMapperBasedJavaType ? String.class : preferred;
        return jdbcType == null ? Optional.empty() : unwrapped(javaType, jdbcType);
    }

    private <D, R> Optional<Codec<?>> unwrapped(JavaType<D> javaType, Class<R> jdbcType) {
        return this.<R>closed(jdbcType)
                .map(
                        codec ->
                                new ConvertingCodec<D, R>(
                                        javaType.getTypeName(),
                                        codec,
                                        value ->
                                                javaType.unwrap(
                                                        value,
                                                        jdbcType,
                                                        factory.getWrapperOptions()),
                                        value ->
                                                javaType.wrap(value, factory.getWrapperOptions())));
    }

    @SuppressWarnings("unchecked")
    private <R> Optional<Codec<R>> closed(Class<?> type) {
        return Codecs.of(type).map(codec -> (Codec<R>) codec);
    }
}
