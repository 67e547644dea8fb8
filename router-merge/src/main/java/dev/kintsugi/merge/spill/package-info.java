/// What a merge puts aside on disk when its memory is used up: chunks of rows in a file, written and read by a worker
/// while the merge answers PENDING.
@NullMarked
package dev.kintsugi.merge.spill;

import org.jspecify.annotations.NullMarked;
