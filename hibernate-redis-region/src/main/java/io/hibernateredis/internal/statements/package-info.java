@NullMarked
package io.hibernateredis.internal.statements;

import org.jspecify.annotations.NullMarked;
