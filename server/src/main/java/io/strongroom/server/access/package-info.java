/** Who may do what: Azure RBAC's built-in roles, decided without side effects. */
@NullMarked
package io.strongroom.server.access;

import org.jspecify.annotations.NullMarked;
