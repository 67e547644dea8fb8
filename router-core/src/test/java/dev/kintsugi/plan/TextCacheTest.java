package dev.kintsugi.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What the plan cache keeps apart, and what it never keeps.
final class TextCacheTest {
    private final TextCache<Object> cache = new TextCache<>(1 << 20);

    @Test
    void findsTheSameTextUnderTheSameConditions() {
        Object made = cache.get(key("SELECT 1", "public", true, 1), _ -> new Object());
        assertThat(cache.get(key("SELECT 1", "public", true, 1), _ -> new Object()))
                .isSameAs(made);
    }

    @Test
    void keepsApartWhateverAPlanDependsOn() {
        Object made = cache.get(key("SELECT 1", "public", true, 1), _ -> new Object());
        assertThat(cache.get(key("SELECT 2", "public", true, 1), _ -> new Object()))
                .isNotSameAs(made);
        assertThat(cache.get(key("SELECT 1", "sales", true, 1), _ -> new Object()))
                .isNotSameAs(made);
        assertThat(cache.get(key("SELECT 1", "public", false, 1), _ -> new Object()))
                .isNotSameAs(made);
        assertThat(cache.get(key("SELECT 1", "public", true, 2), _ -> new Object()))
                .isNotSameAs(made);
    }

    @Test
    void doesNotKeepFailures() {
        TextCache.Key key = key("SELECT (", "public", true, 1);
        assertThatThrownBy(() -> cache.get(key, _ -> {
                    throw new RouterException(SqlState.SYNTAX_ERROR, "syntax error");
                }))
                .isInstanceOf(RouterException.class);
        assertThat(cache.get(key, _ -> "second try")).isEqualTo("second try");
    }

    private static TextCache.Key key(String sql, String schema, boolean standardConformingStrings, long epoch) {
        return new TextCache.Key(
                sql.getBytes(StandardCharsets.UTF_8), ImmutableList.of(schema), standardConformingStrings, epoch);
    }
}
