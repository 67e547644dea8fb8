package dev.kintsugi.admin;

/// What somebody may do in the console.
public enum AdminRights {
    /// SHOW only.
    LOOK,
    /// Every command.
    ALL
}
