/** The application of the examples for writers beside the cache. */
@NullUnmarked
package com.example.depot;

import org.jspecify.annotations.NullUnmarked;
