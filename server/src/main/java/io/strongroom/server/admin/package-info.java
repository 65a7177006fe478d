/**
 * The admin API: who takes part in the cluster and who leads, for those the configuration names.
 */
@NullMarked
package io.strongroom.server.admin;

import org.jspecify.annotations.NullMarked;
