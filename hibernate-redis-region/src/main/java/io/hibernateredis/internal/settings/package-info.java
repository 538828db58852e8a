@NullMarked
package io.hibernateredis.internal.settings;

import org.jspecify.annotations.NullMarked;
