package dev.kintsugi.sql;

import dev.kintsugi.sql.Token.Kind;

/// Where the clauses of an INSERT, UPDATE or DELETE begin, as token indices of their first key word; -1 if absent.
///
/// `body` is an INSERT's source (VALUES, a query, DEFAULT VALUES), an UPDATE's SET, a DELETE's USING; `from` is
/// an UPDATE's FROM; `conflict` an INSERT's ON CONFLICT and `set` the SET of its DO UPDATE. `end` is behind the
/// statement.
record DmlOutline(Verb verb, int head, int body, int from, int conflict, int set, int where, int returning, int end) {
    enum Verb {
        INSERT,
        UPDATE,
        DELETE
    }

    /// Whether an INSERT, UPDATE or DELETE begins at the token.
    static boolean startsAt(Phrases phrases, int i) {
        return phrases.is(i, "insert", "into") || phrases.is(i, "update") || phrases.is(i, "delete", "from");
    }

    /// Raises [Unreadable] if a necessary clause is missing.
    static DmlOutline of(Phrases phrases, int head, int end) {
        if (phrases.is(head, "insert")) {
            return insert(phrases, head, end);
        }
        boolean update = phrases.is(head, "update");
        int returning = find(phrases, "returning", head + 1, end);
        int where = find(phrases, "where", head + 1, orEnd(returning, end));
        int tail = orEnd(where, orEnd(returning, end));
        int body = find(phrases, update ? "set" : "using", head + 2, tail);
        if (update && body < 0) {
            throw new Unreadable("UPDATE without SET");
        }
        int from = update ? find(phrases, "from", body + 1, tail) : -1;
        return new DmlOutline(update ? Verb.UPDATE : Verb.DELETE, head, body, from, -1, -1, where, returning, end);
    }

    private static DmlOutline insert(Phrases phrases, int head, int end) {
        int returning = find(phrases, "returning", head + 1, end);
        int tail = orEnd(returning, end);
        int conflict = findConflict(phrases, head + 1, tail);
        int set = -1;
        int where = -1;
        if (conflict >= 0) {
            int action = find(phrases, "do", conflict, tail);
            if (phrases.is(action + 1, "update", "set")) {
                set = action + 2;
                where = find(phrases, "where", set, tail);
            } else if (!phrases.is(action + 1, "nothing") || action + 2 != tail) {
                throw new Unreadable("ON CONFLICT");
            }
        }
        int body = insertSource(phrases, head, orEnd(conflict, tail));
        return new DmlOutline(Verb.INSERT, head, body, -1, conflict, set, where, returning, end);
    }

    private static int insertSource(Phrases phrases, int head, int end) {
        int i = phrases.nameEnd(head + 2);
        if (phrases.is(i, "as")) {
            i += 2;
        }
        if (phrases.isOpen(i) && !startsQuery(phrases, i + 1)) {
            i = phrases.close(i) + 1;
        }
        if (phrases.is(i, "overriding")) {
            i += 3;
        }
        if (i >= end) {
            throw new Unreadable("INSERT without rows");
        }
        return i;
    }

    private static boolean startsQuery(Phrases phrases, int i) {
        return phrases.is(i, "select")
                || phrases.is(i, "with")
                || (phrases.is(i, "values") && phrases.isOpen(i + 1))
                || phrases.is(i, "table")
                || phrases.isOpen(i);
    }

    private static int findConflict(Phrases phrases, int from, int end) {
        for (int i = from; i < end; i = next(phrases, i)) {
            if (phrases.is(i, "on", "conflict")) {
                return i;
            }
        }
        return -1;
    }

    /// The first such word outside all brackets that begins a clause.
    private static int find(Phrases phrases, String word, int from, int end) {
        for (int i = from; i < end; i = next(phrases, i)) {
            boolean distinctFrom = word.equals("from") && phrases.is(i - 1, "distinct");
            if (phrases.is(i, word) && !phrases.isLabel(i) && !distinctFrom) {
                return i;
            }
        }
        return -1;
    }

    private static int next(Phrases phrases, int i) {
        boolean open = phrases.isOpen(i) || phrases.is(i, Kind.OPEN_BRACKET);
        return open ? phrases.close(i) + 1 : i + 1;
    }

    private static int orEnd(int index, int end) {
        return index < 0 ? end : index;
    }

    /// Where the clause that begins at `clause` ends: at the next one.
    int endOf(int clause) {
        int next = end;
        for (int other : new int[] {body, from, conflict, set, where, returning}) {
            if (other > clause && other < next) {
                next = other;
            }
        }
        return next;
    }
}
