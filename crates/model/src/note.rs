//! What was noticed on the way without failing: pure rooms never fail, they note.

use crate::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Info,
    Warning,
}

/// One remark about a source: a stable code (letter of the room and number), words, place, next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub span: Option<Span>,
    pub help: Option<String>,
}

impl Note {
    pub fn info(code: &'static str, message: impl Into<String>) -> Note {
        Note { code, severity: Severity::Info, message: message.into(), span: None, help: None }
    }
    pub fn warning(code: &'static str, message: impl Into<String>) -> Note {
        Note { severity: Severity::Warning, ..Note::info(code, message) }
    }
    pub fn at(self, span: Span) -> Note {
        Note { span: Some(span), ..self }
    }
    pub fn help(self, help: impl Into<String>) -> Note {
        Note { help: Some(help.into()), ..self }
    }
}
