/**
 * The application's own tags, which entities say that their writes invalidate. Imports the region
 * factory's modules, and nothing of ours that lies above.
 */
@NullMarked
package io.hibernateredis.listener;

import org.jspecify.annotations.NullMarked;
