package dev.kintsugi.frontend;

import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.PlannedText;
import java.util.Optional;

/// A statement that a client has parsed; `described` is absent for what no shard is asked about.
record PreparedStatement(PlannedText text, ImmutableIntArray declaredTypes, Optional<DescribedStatement> described) {}
