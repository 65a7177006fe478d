/** Tests of what the stock SDK's answers mean. */
@NullMarked
package io.strongroom.chaos.suite.workload.sdk;

import org.jspecify.annotations.NullMarked;
