/// Tests of the documentation: pages that could drift from the code are compared with it.
@NullMarked
package dev.kintsugi.docs;

import org.jspecify.annotations.NullMarked;
