/// Configuration files turned into validated records, with every problem reported at once.
///
/// [ConfigLoader] reads the three files of a directory into a [RouterConfig], or throws all problems together, each
/// with file, line, column and a hint. Readers note a problem and go on, so that one mistake does not hide the
/// next; a file with a syntax error reports what can be known of the rest. The page
/// `docs/reference/configuration.md` is compared with the code by a test.
@NullMarked
package dev.kintsugi.config;

import org.jspecify.annotations.NullMarked;
