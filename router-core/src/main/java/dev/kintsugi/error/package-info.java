/// What the router tells a client when it says no: SQLSTATE codes, error fields, the one exception.
@NullMarked
package dev.kintsugi.error;

import org.jspecify.annotations.NullMarked;
