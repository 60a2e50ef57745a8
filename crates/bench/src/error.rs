//! Why a file, or a whole folder, could not be measured.

use std::path::{Path, PathBuf};

/// One line each: file, line where there is one, what is wrong.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    #[error("{path}: cannot be read ({why})")]
    Unreadable { path: String, why: String },
    #[error("{path}: is not UTF-8 text (byte {byte}); save it as UTF-8")]
    Encoding { path: String, byte: usize },
    #[error("{path}:{line}: {what}")]
    Malformed { path: String, line: usize, what: String },
    #[error("{path}: holds no items")]
    Empty { path: String },
    #[error("no set in {folders} has split `{split}`; {there}")]
    Nothing { folders: String, split: String, there: String },
    #[error("the threads cannot be started ({0}); try --jobs 1")]
    Threads(String),
    #[error("{0}")]
    Model(String),
    #[error("crates/bench/published.toml: {0}")]
    Published(String),
}

impl BenchError {
    pub(crate) fn unreadable(path: &Path, why: &std::io::Error) -> BenchError {
        BenchError::Unreadable { path: path.display().to_string(), why: why.to_string() }
    }
}

/// A text file with the place it came from, for messages.
#[derive(Debug)]
pub(crate) struct File {
    pub path: PathBuf,
    pub text: String,
}

impl File {
    pub(crate) fn read(path: &Path) -> Result<File, BenchError> {
        let bytes = std::fs::read(path).map_err(|e| BenchError::unreadable(path, &e))?;
        let text = String::from_utf8(bytes)
            .map_err(|e| BenchError::Encoding { path: path.display().to_string(), byte: e.utf8_error().valid_up_to() })?;
        Ok(File { path: path.to_owned(), text: text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text) })
    }

    /// Something wrong at a line, counted from 1.
    pub(crate) fn malformed(&self, line: usize, what: impl Into<String>) -> BenchError {
        BenchError::Malformed { path: self.path.display().to_string(), line, what: what.into() }
    }

    pub(crate) fn empty(&self) -> BenchError {
        BenchError::Empty { path: self.path.display().to_string() }
    }
}
