//! What can go wrong with a desk, said so that the user knows what to do next.

use rusqlite::ErrorCode;
use std::path::PathBuf;
use thiserror::Error;

/// Seconds that a command waits for another one that is writing to the same desk.
pub const BUSY_SECONDS: u64 = 5;

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("no desk at `{}`: add a report first, or name another file with --desk", path.display())]
    Missing { path: PathBuf },
    #[error("cannot open `{}` as a desk: {why}", path.display())]
    CannotOpen { path: PathBuf, why: String },
    #[error("`{}` is not a SQLite file, so it is no desk: name another file with --desk (nothing was changed)", path.display())]
    NotSqlite { path: PathBuf },
    #[error("`{}` is a SQLite file of another program ({found}): name another file with --desk (nothing was changed)", path.display())]
    Foreign { path: PathBuf, found: String },
    #[error(
        "`{}` has desk schema {found}, written by a newer khabar; this one knows schema {known}: update khabar, or use another desk (nothing was changed)",
        path.display()
    )]
    Newer { path: PathBuf, found: u32, known: u32 },
    #[error(
        "`{}` has desk schema {found}, too old for this khabar (it reads {oldest} and later): add the reports to a new desk (nothing was changed)",
        path.display()
    )]
    Older { path: PathBuf, found: u32, oldest: u32 },
    #[error("cannot write to the desk `{}`: the file or its folder is read-only; make it writable or name another file with --desk", path.display())]
    ReadOnly { path: PathBuf },
    #[error(
        "no room left on the disk for the desk `{}`: what was committed before is kept; free some space and run the command again",
        path.display()
    )]
    Full { path: PathBuf },
    #[error("the desk `{}` is in use by another program (waited {BUSY_SECONDS} s): try again when it has finished", path.display())]
    Locked { path: PathBuf },
    #[error("the desk `{}` is damaged ({why}): restore a copy, or add the reports to a new desk", path.display())]
    Damaged { path: PathBuf, why: String },
    #[error("no {what} `{key}` on the desk: {hint}")]
    NotFound { what: &'static str, key: String, hint: &'static str },
    #[error("`{key}` could be more than one {what} ({count} of them): give the id, or more of it ({})", .examples.join(", "))]
    Ambiguous { what: &'static str, key: String, count: usize, examples: Vec<String> },
    #[error("nothing to search for in `{query}`: give at least one word")]
    EmptyQuery { query: String },
    #[error("the desk `{}` failed while {doing}", path.display())]
    Sql { path: PathBuf, doing: &'static str, source: rusqlite::Error },
}

impl StoreError {
    /// SQLite's error as one that says what to do; `doing` completes "failed while ...".
    pub(crate) fn of(path: &std::path::Path, doing: &'static str, source: rusqlite::Error) -> StoreError {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::NotSqlite { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly { path },
            Some(ErrorCode::DiskFull) => StoreError::Full { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked { path },
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, why: source.to_string() },
            Some(ErrorCode::CannotOpen) => StoreError::CannotOpen { path, why: source.to_string() },
            _ => StoreError::Sql { path, doing, source },
        }
    }
}
