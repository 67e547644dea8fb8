/// SQL text to statement shapes: the lexer, the parser behind it, and the router's own small SQL tree.
@NullMarked
package dev.kintsugi.sql;

import org.jspecify.annotations.NullMarked;
