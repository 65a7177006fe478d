/**
 * The admin API: who takes part in the cluster, who leads and who may do what, for those the
 * configuration names.
 */
@NullMarked
package io.strongroom.server.admin;

import org.jspecify.annotations.NullMarked;
