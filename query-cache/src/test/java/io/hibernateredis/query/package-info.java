@NullMarked
package io.hibernateredis.query;

import org.jspecify.annotations.NullMarked;
