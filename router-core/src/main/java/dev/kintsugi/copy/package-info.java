/// The data of COPY … FROM STDIN cut into records, each with the shard that its sharding key leads to.
///
/// [CopySplitter] takes bytes in pieces of any size and gives out whole records, as they came. A [RecordScanner] finds
/// where a record ends and where its key fields are, by the rules of the server's `copyfromparse.c`; [KeyShards] reads
/// nothing but the key. What the server would refuse, the server is to refuse: such records are given out, too.
@NullMarked
package dev.kintsugi.copy;

import org.jspecify.annotations.NullMarked;
