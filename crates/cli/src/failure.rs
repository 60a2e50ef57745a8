//! Why a command did nothing, in one line that says what to do next.

use khabar::corridor::SetupError;
use khabar::ingest::IngestError;
use khabar_lexicon::LexiconError;
use khabar_store::StoreError;
use std::fmt;

/// Exit code of a command that did nothing, as clap's for wrong usage.
pub const NOTHING_DONE: u8 = 2;
/// Exit code of `add` when some inputs failed.
pub const SOME_FAILED: u8 = 1;
/// Exit code after Ctrl-C, as shells have it: 128 and the signal's number.
pub const INTERRUPTED: u8 = 130;

#[derive(Debug)]
pub enum Failure {
    /// Said in full.
    Said(String),
    Store(StoreError),
    /// Standard output, or a file that an option names.
    Output(std::io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Said(words) => f.write_str(&crate::output::clean(words)),
            Failure::Store(StoreError::Missing { path }) => {
                write!(f, "no desk at `{}`: make one with `khabar add FILE`, or name another with --desk or $KHABAR_DESK", path.display())
            }
            Failure::Store(error) => {
                write!(f, "{}", crate::output::clean(&error.to_string()))?;
                let mut cause = std::error::Error::source(error);
                while let Some(why) = cause {
                    write!(f, ": {why}")?;
                    cause = why.source();
                }
                Ok(())
            }
            Failure::Output(error) => write!(f, "cannot write: {error}"),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Failure {
        Failure::Store(e)
    }
}

impl From<std::io::Error> for Failure {
    fn from(e: std::io::Error) -> Failure {
        Failure::Output(e)
    }
}

impl From<LexiconError> for Failure {
    fn from(e: LexiconError) -> Failure {
        Failure::Said(format!("knowledge file {e}"))
    }
}

impl From<SetupError> for Failure {
    fn from(e: SetupError) -> Failure {
        Failure::Said(e.to_string())
    }
}

impl From<khabar_bench::BenchError> for Failure {
    fn from(e: khabar_bench::BenchError) -> Failure {
        Failure::Said(e.to_string())
    }
}

impl From<khabar::codebook::CodebookError> for Failure {
    fn from(e: khabar::codebook::CodebookError) -> Failure {
        Failure::Said(e.to_string())
    }
}

impl From<khabar::codebook::KeepError> for Failure {
    fn from(e: khabar::codebook::KeepError) -> Failure {
        Failure::Said(e.to_string())
    }
}

impl From<IngestError> for Failure {
    fn from(e: IngestError) -> Failure {
        Failure::Said(e.to_string())
    }
}
