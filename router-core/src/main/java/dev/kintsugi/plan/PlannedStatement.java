package dev.kintsugi.plan;

import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.TokenList;

/// A statement read and planned; its tokens hold the text that all spans of the shape and the plan refer to.
///
/// The tokens' `offset` is that of the text that was planned first: another mention of the same statement has its own.
public record PlannedStatement(TokenList tokens, StatementShape shape, QueryPlan plan) {}
