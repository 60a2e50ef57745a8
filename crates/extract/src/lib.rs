//! From a document as read to drafts of records: one module a family.
//!
//! The order matters in one place only: who vouches for what ([`voice`]) is asked by all families.

mod assessments;
mod commitments;
mod events;
mod measures;
mod relations;
mod statements;
mod voice;

use khabar_lexicon::Lexicon;
use khabar_model::{Doc, Draft};

/// Everything worth keeping in a document, each family in text order.
pub fn extract(doc: &Doc, lex: &Lexicon) -> Vec<Draft> {
    let mut out = Vec::new();
    out.extend(events::events(doc, lex).into_iter().map(Draft::Event));
    out.extend(statements::statements(doc, lex).into_iter().map(Draft::Statement));
    out.extend(commitments::commitments(doc, lex).into_iter().map(Draft::Commitment));
    out.extend(measures::measures(doc).into_iter().map(Draft::Measure));
    out.extend(assessments::assessments(doc, lex).into_iter().map(Draft::Assessment));
    out.extend(relations::relations(doc, lex).into_iter().map(Draft::Relation));
    out
}

/// A model score as a confidence with two decimals.
pub(crate) fn confidence(score: f32) -> f64 {
    (f64::from(score.clamp(0.0, 1.0)) * 100.0).round() / 100.0
}
