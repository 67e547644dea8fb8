/// Programs that benchmarks run beside the router; no test uses them.
@NullMarked
package dev.kintsugi.bench;

import org.jspecify.annotations.NullMarked;
