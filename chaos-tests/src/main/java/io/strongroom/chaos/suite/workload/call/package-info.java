/** How clients send what a history's requests say, and what the answers mean. */
@NullMarked
package io.strongroom.chaos.suite.workload.call;

import org.jspecify.annotations.NullMarked;
