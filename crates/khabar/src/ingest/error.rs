//! What can go wrong between a file and its text: which file, what was found, what to do.

use super::Format;
use std::io;

/// One input, or one part of an input, that gave no source. The rest of the run goes on.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    #[error("{path}: no such file or folder; check the spelling")]
    Missing { path: String },
    #[error("{path}: cannot be read: {why}; check its permissions")]
    Unreadable { path: String, why: io::Error },
    #[error("{path}: is empty; nothing to read")]
    Empty { path: String },
    #[error("{path}: holds {}, more than the limit of {}; raise it with --max-size or cut the file into parts", amount(*.size), amount(*.limit))]
    TooLarge { path: String, size: u64, limit: u64 },
    #[error("{path}: is {what}, not a text that khabar reads; {help}")]
    Binary { path: String, what: String, help: &'static str },
    #[error("{path}: {share} % of it does not decode as {encoding}; name its encoding with --encoding or save it as UTF-8")]
    Encoding { path: String, encoding: &'static str, share: u64 },
    #[error("{path}: is no sound {format} file: {why}; {help}")]
    Broken { path: String, format: Format, why: String, help: &'static str },
    #[error("{path}: this {format} file holds no text{why}; {help}")]
    NoText { path: String, format: Format, why: &'static str, help: &'static str },
    #[error("{path}: no column {column}; it has {}; name the right one with --map, as in --map text=body", list(.have))]
    NoColumn { path: String, column: String, have: Vec<String> },
    #[error("{path}: line {line}: {why}; this line is left out, the others are read")]
    Line { path: String, line: u64, why: String },
    #[error("`{text}` is no date: expected YYYY, YYYY-MM, YYYY-MM-DD or two of them joined by /")]
    NotADate { text: String },
    #[error("`{given}` is no {what}: expected {expected}")]
    Flag { given: String, what: &'static str, expected: String },
}

impl IngestError {
    /// A stable code for notes, counts and documentation.
    pub fn code(&self) -> &'static str {
        match self {
            IngestError::Missing { .. } => "I101",
            IngestError::Unreadable { .. } => "I102",
            IngestError::Empty { .. } => "I103",
            IngestError::TooLarge { .. } => "I104",
            IngestError::Binary { .. } => "I105",
            IngestError::Encoding { .. } => "I106",
            IngestError::Broken { .. } => "I107",
            IngestError::NoText { .. } => "I108",
            IngestError::NoColumn { .. } => "I109",
            IngestError::Line { .. } => "I110",
            IngestError::NotADate { .. } => "I111",
            IngestError::Flag { .. } => "I112",
        }
    }

    /// A file whose format's parser gave up; its reason is cut to one short line.
    pub(super) fn broken(path: &str, format: Format, why: impl std::fmt::Display, help: &'static str) -> IngestError {
        let why = why.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        let why = if why.chars().count() > 120 { why.chars().take(119).chain(['…']).collect() } else { why };
        IngestError::Broken { path: path.to_string(), format, why, help }
    }

    /// What the operating system said about `path`.
    pub(super) fn from_io(path: &str, why: io::Error) -> IngestError {
        let path = path.to_string();
        match why.kind() {
            io::ErrorKind::NotFound => IngestError::Missing { path },
            _ => IngestError::Unreadable { path, why },
        }
    }
}

/// Bytes in the largest unit that leaves a whole part: "210 MB", "64 MB", "900 bytes".
fn amount(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_string() } else { names.join(", ") }
}
