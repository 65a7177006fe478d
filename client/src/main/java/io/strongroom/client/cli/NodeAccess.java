package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;

import java.net.URI;

/** The admin API of one node by itself. */
record NodeAccess(URI address, AdminClient admin) {}
