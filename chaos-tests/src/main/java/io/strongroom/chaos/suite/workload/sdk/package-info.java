/** The stock Azure SDK's client as a target of workloads. */
@NullMarked
package io.strongroom.chaos.suite.workload.sdk;

import org.jspecify.annotations.NullMarked;
