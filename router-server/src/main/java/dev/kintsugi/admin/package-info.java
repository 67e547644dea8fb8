/// The admin database: a console that any Postgres client can open, with PgBouncer's commands and column names.
///
/// It knows the router through [RouterState] only. Source: the PgBouncer manual, "Admin console".
@NullMarked
package dev.kintsugi.admin;

import org.jspecify.annotations.NullMarked;
