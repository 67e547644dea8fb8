@NullMarked
package dev.kintsugi.auth;

import org.jspecify.annotations.NullMarked;
