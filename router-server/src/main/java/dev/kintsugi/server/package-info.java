/// The kintsugi command, and the wiring of a running router by hand.
///
/// [KintsugiMain] has one picocli class for each command. [RouterServer] builds a router by constructor calls:
/// event loops, each with its pools; the catalog, read from the first shard that answers and again until one does;
/// the listener. Nothing else knows how the parts are put together.
@NullMarked
package dev.kintsugi.server;

import org.jspecify.annotations.NullMarked;
