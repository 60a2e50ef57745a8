//! Statements, commitments and assessments.

use super::{confidence, names, or_dash, short, source, words};
use crate::output::{Cell, Head, Paint, Row};
use khabar::views::picture::one_line;
use khabar::views::rows::{AssessmentRow, CommitmentRow, StatementRow};
use khabar_model::{CommitmentStatus, Stance};

impl Row for StatementRow {
    const HEADS: &'static [Head] =
        &[Head::Side("Who"), Head::Fixed("Stance"), Head::Text("Words"), Head::Side("Source"), Head::Number("P"), Head::Fixed("Id")];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("said_by", "said_by"),
        ("stance", "stance"),
        ("form", "form"),
        ("to", "to"),
        ("cue", "cue"),
        ("words", "source.words"),
        ("confidence", "confidence"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("date", "source.date"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let paint = match self.stance {
            Stance::Deny | Stance::Accuse | Stance::Doubt => Paint::Red,
            Stance::Promise => Paint::Blue,
            _ => Paint::Plain,
        };
        vec![
            Cell::new(self.said_by.clone()),
            Cell::new(self.stance.as_str()).paint(paint),
            Cell::new(words(&self.source)),
            Cell::dim(source(&self.source)),
            confidence(self.confidence),
            Cell::dim(short(&self.id)),
        ]
    }
}

impl Row for CommitmentRow {
    const HEADS: &'static [Head] = &[
        Head::Side("By"),
        Head::Side("To"),
        Head::Text("What"),
        Head::Fixed("Deadline"),
        Head::Fixed("Status"),
        Head::Number("P"),
        Head::Fixed("Id"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("by", "by"),
        ("to", "to"),
        ("what", "what"),
        ("condition", "condition"),
        ("made", "made"),
        ("deadline", "deadline"),
        ("status", "status"),
        ("evidence", "evidence"),
        ("confidence", "confidence"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
        ("words", "source.words"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let paint = match self.status {
            CommitmentStatus::Kept => Paint::Green,
            CommitmentStatus::Broken | CommitmentStatus::Withdrawn => Paint::Red,
            CommitmentStatus::Open | CommitmentStatus::Partly => Paint::Blue,
            CommitmentStatus::Unknown => Paint::Plain,
        };
        let condition = self.condition.as_ref().map_or_else(String::new, |c| format!(" (if: {c})"));
        vec![
            names(&self.by),
            names(&self.to),
            Cell::new(format!("{}{condition}", self.what)),
            or_dash(self.deadline.map(|d| d.to_string())),
            Cell::new(self.status.as_str()).paint(paint),
            confidence(self.confidence),
            Cell::dim(short(&self.id)),
        ]
    }
}

impl Row for AssessmentRow {
    const HEADS: &'static [Head] = &[
        Head::Side("By"),
        Head::Fixed("Type"),
        Head::Text("Words"),
        Head::Side("Likelihood"),
        Head::Fixed("Horizon"),
        Head::Number("P"),
        Head::Fixed("Id"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("by", "by"),
        ("type", "type"),
        ("about", "about"),
        ("likelihood_words", "likelihood.words"),
        ("likelihood_low", "likelihood.low"),
        ("likelihood_high", "likelihood.high"),
        ("likelihood_scale", "likelihood.scale"),
        ("horizon", "horizon"),
        ("confidence", "confidence"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("date", "source.date"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
        ("words", "source.words"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let likelihood = self.likelihood.as_ref().map(|l| match (l.low, l.high) {
            (Some(low), Some(high)) => format!("{} ({:.0}–{:.0} %, {})", one_line(&l.words), low * 100.0, high * 100.0, l.scale),
            _ => format!("{} (unstated)", one_line(&l.words)),
        });
        vec![
            Cell::new(khabar::views::picture::joined(&self.by)),
            Cell::new(self.kind.as_str()),
            Cell::new(words(&self.source)),
            or_dash(likelihood),
            or_dash(self.horizon.map(|d| d.to_string())),
            confidence(self.confidence),
            Cell::dim(short(&self.id)),
        ]
    }
}
