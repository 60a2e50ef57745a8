//! Statements: words attributed to a source.

use crate::{confidence, voice};
use khabar_lexicon::Lexicon;
use khabar_model::{Doc, Found, Span, Statement, Voice};

/// How far behind its cue the listener may stand: "told the agency".
const LISTENER: usize = 2;

pub fn statements(doc: &Doc, lex: &Lexicon) -> Vec<Found<Statement<usize>>> {
    doc.attributions
        .iter()
        .map(|a| {
            let source = match voice::named(doc, &a.source, lex) {
                Voice::Author => voice::turn(doc, a.content),
                other => other,
            };
            let to = a.cue.and_then(|cue| listener(doc, cue)).filter(|&e| source != Voice::Entity(e));
            let body = Statement { source, cue: a.cue.map(|c| doc.chars(c)), form: a.form, stance: a.stance, to };
            Found { span: doc.chars(a.content), body, confidence: confidence(a.score) }
        })
        .collect()
}

/// Whoever is named right behind the cue.
fn listener(doc: &Doc, cue: Span) -> Option<usize> {
    let behind = doc.mentions.iter().find(|m| m.span.start >= cue.end)?;
    let gap = doc.words(Span::new(cue.end, behind.span.start));
    (gap.len() <= LISTENER && gap.trim().is_empty() && doc.is_told(behind.entity)).then_some(behind.entity)
}
