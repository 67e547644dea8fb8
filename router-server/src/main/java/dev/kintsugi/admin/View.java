package dev.kintsugi.admin;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.admin.AdminTable.Column;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// What SHOW can show. Names and columns are PgBouncer's where it has the like; what it does not have stands behind
/// them.
enum View {
    CLIENTS(
            "type user database replication state addr #port local_addr #local_port connect_time request_time #wait"
                + " #wait_us #close_needed ptr link #remote_pid tls application_name #prepared_statements #id shards",
            ClientViews::clients),
    CONFIG("key value default changeable", state -> now(ConfigViews.config(state.config()))),
    DATABASES(
            "name host #port database force_user #pool_size #min_pool_size #reserve_pool_size #server_lifetime"
                    + " pool_mode load_balance_hosts #max_connections #current_connections #max_client_connections"
                    + " #current_client_connections #paused #disabled shard",
            PoolViews::databases),
    HELP("command what", _ -> now(ConfigViews.help())),
    LISTS("list #items", PoolViews::lists),
    PLANS("what #value", state -> now(ConfigViews.plans(state))),
    POOLS(
            "database user #cl_active #cl_waiting #cl_active_cancel_req #cl_waiting_cancel_req #sv_active"
                + " #sv_active_cancel #sv_being_canceled #sv_idle #sv_used #sv_tested #sv_login #maxwait #maxwait_us"
                + " pool_mode load_balance_hosts shard #pool_size",
            PoolViews::pools),
    SERVERS(
            "type user database replication state addr #port local_addr #local_port connect_time request_time #wait"
                + " #wait_us #close_needed ptr link #remote_pid tls application_name #prepared_statements #id shard",
            PoolViews::servers),
    SHARDS("#ordinal name host #port database user tls home up #connections #active", PoolViews::shards),
    SHARD_MAP("group function key shard owns", state -> now(ConfigViews.shardMap(state.config()))),
    STATS(
            "database #total_xact_count #total_query_count #total_server_assignment_count #total_received #total_sent"
                    + " #total_xact_time #total_query_time #total_wait_time #total_client_parse_count"
                    + " #total_server_parse_count #total_bind_count #total_client_login_count",
            PoolViews::stats),
    TABLES("schema name distribution group key shard", state -> now(ConfigViews.tables(state.config()))),
    TWO_PHASE("shard gid owner prepared #age", PoolViews::twoPhase),
    USERS("name auth pool_mode #pool_size", state -> now(ConfigViews.users(state.config()))),
    VERSION("version", _ -> now(ConfigViews.version()));

    @SuppressWarnings("ImmutableEnumChecker") // a list of records of strings
    private final ImmutableList<Column> columns;

    @SuppressWarnings("ImmutableEnumChecker") // a method without state
    private final Function<RouterState, CompletableFuture<AdminTable>> rows;

    View(String columns, Function<RouterState, CompletableFuture<AdminTable>> rows) {
        this.columns = AdminTable.columns(columns);
        this.rows = rows;
    }

    private static CompletableFuture<AdminTable> now(AdminTable table) {
        return CompletableFuture.completedFuture(table);
    }

    /// By the words behind SHOW; `two phase` is `two_phase`.
    static Optional<View> named(String words) {
        String name = words.toUpperCase(Locale.ROOT).replace(' ', '_');
        String meant = name.equals("STATS_TOTALS") ? "STATS" : name;
        return Arrays.stream(values()).filter(view -> view.name().equals(meant)).findFirst();
    }

    ImmutableList<Column> columns() {
        return columns;
    }

    /// What it shows now.
    CompletableFuture<AdminTable> rows(RouterState state) {
        return rows.apply(state);
    }
}
