@NullMarked
package dev.kintsugi.wire;

import org.jspecify.annotations.NullMarked;
