/// Real drivers as clients of the router: what an application does, it does here.
@NullMarked
package dev.kintsugi.client;

import org.jspecify.annotations.NullMarked;
