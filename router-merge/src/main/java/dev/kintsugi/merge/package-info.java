/// Cursors that join and rework row streams: pulled by one thread, never blocking, knowing neither SQL nor the network.
@NullMarked
package dev.kintsugi.merge;

import org.jspecify.annotations.NullMarked;
