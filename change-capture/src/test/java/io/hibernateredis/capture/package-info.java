/** Tests against a PostgreSQL and a Redis of their own. */
package io.hibernateredis.capture;
