/** Reserved for the entity listeners, which are not written yet: this module has no code. */
@NullMarked
package io.hibernateredis.listener;

import org.jspecify.annotations.NullMarked;
