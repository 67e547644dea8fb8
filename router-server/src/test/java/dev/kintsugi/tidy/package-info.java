/// Tests of the source tree itself: who may use whom, names, sizes, format, links.
@NullMarked
package dev.kintsugi.tidy;

import org.jspecify.annotations.NullMarked;
