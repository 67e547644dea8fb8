/// The kintsugi command, and the wiring of a running router by hand.
@NullMarked
package dev.kintsugi.server;

import org.jspecify.annotations.NullMarked;
