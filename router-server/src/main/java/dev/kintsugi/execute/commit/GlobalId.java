package dev.kintsugi.execute.commit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name under which a shard's part of a transaction is prepared; whoever reads it knows whom to ask for the
/// outcome.
///
/// `router` is a random number of the process, `transaction` its running number, `participant` the shard that is
/// prepared: shards may be databases of one server, where names must differ.
record GlobalId(String router, long transaction, int participant, Decider decider) {
    /// What all names start with.
    static final String PREFIX = "kintsugi_";

    private static final Pattern FORM = Pattern.compile(
            PREFIX + "([0-9a-f]{16})_(\\d{1,18})_(\\d{1,9})_(\\d{1,9})_(\\d{1,20})_([0-9A-F]{8})_(\\d{1,20})");

    /// The part of the transaction whose own commit is the decision.
    ///
    /// `system` and `timeline` tell which server's history `xid` belongs to: after a failover that lost commits,
    /// the same number may mean another transaction.
    record Decider(int shard, String system, String timeline, String xid) {}

    /// The fields of a name; empty for names that others have given.
    static Optional<GlobalId> parse(String text) {
        Matcher fields = FORM.matcher(text);
        if (!fields.matches()) {
            return Optional.empty();
        }
        Decider decider =
                new Decider(Integer.parseInt(fields.group(4)), fields.group(5), fields.group(6), fields.group(7));
        return Optional.of(new GlobalId(
                fields.group(1), Long.parseLong(fields.group(2)), Integer.parseInt(fields.group(3)), decider));
    }

    @Override
    public String toString() {
        return PREFIX + router + "_" + transaction + "_" + participant + "_" + decider.shard() + "_" + decider.system()
                + "_" + decider.timeline() + "_" + decider.xid();
    }

    /// The name as an SQL literal; it holds nothing that needs quoting.
    String literal() {
        return "'" + this + "'";
    }
}
