package dev.kintsugi.execute.copy;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.copy.CopySplitter.Doubt;
import dev.kintsugi.copy.LineMap;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The errors of one COPY, with lines as the client counts them; keeps the one that comes first in the client's data.
///
/// One server would have stopped at that record. An error that names no line (a constraint checked at the end) comes
/// behind those that do, and one that has nothing to do with the data (a lost connection, a cancel) before them.
final class CopyErrors {
    private static final char WHERE = 'W';
    private static final long NO_LINE = Long.MAX_VALUE;
    private static final long AT_ONCE = -1;

    private static final Pattern SKIPPED =
            Pattern.compile("(?<=^skipping row due to data type incompatibility) at line ([0-9]+) ");

    private final String relation;
    private final Pattern place;
    private @Nullable PgError first;
    private long firstLine;

    CopyErrors(String relation) {
        this.relation = relation;
        this.place = Pattern.compile("COPY " + Pattern.quote(relation) + ", (\\S+) ([0-9]+)");
    }

    /// The error to tell; null if there is none.
    @Nullable
    PgError first() {
        return first;
    }

    /// A connection is lost.
    void lost(PgError error) {
        add(error, AT_ONCE);
    }

    /// An error of a shard whose lines are those of `lines`, or the client's own if that is null.
    void ofShard(PgError error, @Nullable LineMap lines) {
        if (error.code().equals(SqlState.QUERY_CANCELED.code())) {
            add(error, AT_ONCE);
            return;
        }
        String where = error.others().get(WHERE);
        Matcher matcher = where == null ? null : lastPlace(where);
        if (where == null || matcher == null) {
            add(error, NO_LINE);
            return;
        }
        long line = clientLine(matcher, lines);
        add(with(error, replaced(where, matcher, line)), line < 0 ? NO_LINE : line);
    }

    /// An error that the router finds in the client's line `line`.
    void ofRouter(PgError error, long line) {
        add(with(error, "COPY " + relation + ", line " + line), line);
    }

    /// A notice of a shard, with the client's lines; that of a skipped record has its line in the message.
    PgError notice(PgError notice, @Nullable LineMap lines) {
        if (lines == null) {
            return notice;
        }
        Matcher skipped = SKIPPED.matcher(notice.message());
        if (skipped.find()) {
            long line = lines.clientLine(Long.parseLong(skipped.group(1)));
            return line < 0 ? notice : notice.withMessage(skipped.replaceFirst(" at line " + line + " "));
        }
        String where = notice.others().get(WHERE);
        Matcher matcher = where == null ? null : lastPlace(where);
        return where == null || matcher == null
                ? notice
                : with(notice, replaced(where, matcher, clientLine(matcher, lines)));
    }

    /// Why a record that its shard has taken is refused all the same.
    static PgError refusal(Doubt doubt) {
        return switch (doubt) {
            case UNREADABLE ->
                PgError.unsupported(
                        "a sharding key in a form that depends on settings is not supported in COPY",
                        "write dates as 2024-12-31, and times with their offset from UTC");
            case DEFAULT ->
                PgError.unsupported(
                        "a default for the sharding key is not supported in COPY", "give its value in every row");
            case NO_OWNER ->
                PgError.of(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "no shard owns the sharding key of a row")
                        .withHint("add a range or value for it to the shard map");
            case BROKEN, NONE ->
                PgError.of(SqlState.INTERNAL_ERROR, "a shard has taken a record that it was to refuse")
                        .withHint("this is a bug of the router: please report it with the record");
        };
    }

    private void add(PgError error, long line) {
        if (first == null || line < firstLine) {
            first = error;
            firstLine = line;
        }
    }

    private @Nullable Matcher lastPlace(String where) {
        Matcher matcher = place.matcher(where);
        int last = -1;
        while (matcher.find()) {
            last = matcher.start();
        }
        return last >= 0 && matcher.find(last) ? matcher : null;
    }

    private static long clientLine(Matcher place, @Nullable LineMap lines) {
        long line = Long.parseLong(place.group(2));
        return lines == null ? line : lines.clientLine(line);
    }

    private String replaced(String where, Matcher place, long line) {
        String number = line < 0 ? "COPY " + relation : "COPY " + relation + ", " + place.group(1) + " " + line;
        return where.substring(0, place.start()) + number + where.substring(place.end());
    }

    private static PgError with(PgError error, String where) {
        Map<Character, String> others = new HashMap<>(error.others());
        others.put(WHERE, where);
        return new PgError(
                error.severity(),
                error.code(),
                error.message(),
                error.detail(),
                error.hint(),
                error.position(),
                ImmutableMap.copyOf(others));
    }
}
