/// Configuration files turned into validated records, with every problem reported at once.
@NullMarked
package dev.kintsugi.config;

import org.jspecify.annotations.NullMarked;
