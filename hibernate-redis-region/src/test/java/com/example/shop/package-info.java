/** The application of the documentation's examples. */
@NullUnmarked
package com.example.shop;

import org.jspecify.annotations.NullUnmarked;
