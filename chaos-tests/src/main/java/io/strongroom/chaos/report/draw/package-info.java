/** A report's pictures, as SVG that takes its colours from the page. */
@NullMarked
package io.strongroom.chaos.report.draw;

import org.jspecify.annotations.NullMarked;
