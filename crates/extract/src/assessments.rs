//! Assessments: forecasts, graded judgements and advice, with whose they are, how likely and by when.

use crate::{confidence, events::is_after, voice};
use khabar_lexicon::Lexicon;
use khabar_model::{Assessment, Doc, Found, Judged, Likelihood, Span, TimeKind, Voice, When};

/// Entities that an assessment is said to be about, at most.
const ABOUT: usize = 4;

pub fn assessments(doc: &Doc, lex: &Lexicon) -> Vec<Found<Assessment<usize>>> {
    doc.judgements
        .iter()
        .map(|j| Found { span: doc.chars(j.span), body: assessment(doc, j, lex), confidence: confidence(j.score) })
        .collect()
}

fn assessment(doc: &Doc, j: &Judged, lex: &Lexicon) -> Assessment<usize> {
    let by = match voice::named(doc, &j.by, lex) {
        Voice::Author => voice::turn(doc, j.span),
        other => other,
    };
    Assessment {
        about: about(doc, j.span, &by),
        by: vec![by],
        kind: j.kind,
        likelihood: likelihood(doc.words(j.span), lex),
        horizon: horizon(doc, j.span),
    }
}

/// The first likelihood words of the span with their range under the standard that has those very words.
fn likelihood(words: &str, lex: &Lexicon) -> Option<Likelihood> {
    let found = lex.likelihood.find(words).into_iter().next()?;
    Some(Likelihood {
        words: words.get(found.range)?.to_owned(),
        low: found.band.map(|b| b.0),
        high: found.band.map(|b| b.1),
        scale: found.scale.to_owned(),
    })
}

/// The furthest future date told inside.
fn horizon(doc: &Doc, span: Span) -> Option<When> {
    let ahead = doc.times.iter().filter(|t| t.kind == TimeKind::Date && span.contains(t.span) && is_after(t, doc.facts.date));
    ahead.filter_map(|t| t.when).max_by_key(|w| w.end)
}

fn about(doc: &Doc, span: Span, by: &Voice<usize>) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for m in doc.mentions.iter().filter(|m| span.contains(m.span)) {
        if doc.is_told(m.entity) && !out.contains(&m.entity) && Voice::Entity(m.entity) != *by && out.len() < ABOUT {
            out.push(m.entity);
        }
    }
    out
}
