@NullMarked
package io.hibernateredis.internal.session;

import org.jspecify.annotations.NullMarked;
