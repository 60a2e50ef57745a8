//! The one error of this room: a knowledge file that does not say what it should.

/// What is wrong with a knowledge file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {message}", at(.line))]
pub struct LexiconError {
    /// Path below `knowledge/`.
    pub file: String,
    /// From 1; 0 means the file as a whole.
    pub line: usize,
    /// What was found, then what was expected.
    pub message: String,
}

impl LexiconError {
    pub fn new(file: &str, line: usize, message: impl Into<String>) -> LexiconError {
        LexiconError { file: file.to_owned(), line, message: message.into() }
    }

    /// From the TOML reader, whose messages carry a byte range.
    pub(crate) fn toml(file: &str, text: &str, error: &toml::de::Error) -> LexiconError {
        let line = error.span().map_or(0, |s| text.as_bytes().iter().take(s.start).filter(|b| **b == b'\n').count() + 1);
        LexiconError::new(file, line, error.message().replace('\n', "; "))
    }
}

fn at(line: &usize) -> String {
    if *line == 0 { String::new() } else { format!(":{line}") }
}
