/// What the router counts: plain numbers of one event loop each, added up when somebody looks.
@NullMarked
package dev.kintsugi.metrics;

import org.jspecify.annotations.NullMarked;
