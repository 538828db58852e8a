/** The mappings that the scripts of {@link io.hibernateredis.fuzz} are played on. */
package io.hibernateredis.fuzz.model;
