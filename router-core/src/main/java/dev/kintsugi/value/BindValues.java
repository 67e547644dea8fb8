package dev.kintsugi.value;

import com.google.common.collect.ImmutableList;

/// All parameters of one Bind message, in order.
public record BindValues(ImmutableList<BindValue> values) {
    public static final BindValues NONE = new BindValues(ImmutableList.of());

    /// The parameter `$number`, counted from 1.
    public BindValue parameter(int number) {
        return values.get(number - 1);
    }

    /// These and one more behind them.
    public BindValues with(BindValue last) {
        return new BindValues(
                ImmutableList.<BindValue>builder().addAll(values).add(last).build());
    }

    public int size() {
        return values.size();
    }
}
