//! Records against marks: a report read, extracted and coded as `khabar add` does it, and whether each record's
//! confidence is the share of right ones.

use std::collections::BTreeMap;

use khabar_encoder::{Layer, Model};
use khabar_lexicon::Lexicon;
use khabar_model::{Chars, Doc, Draft, Predicate, Source, Span};
use khabar_reader::codebook::Codebook;

use super::marks::{Mark, Report};
use super::tally::Tally;
use crate::metrics::{Extent, half, matched, touches};

/// A family of records, the layer that marks it, and when two spans are the same.
struct Family {
    name: &'static str,
    layer: Layer,
    same: fn(Extent, Extent) -> bool,
}

const FAMILIES: [Family; 6] = [
    Family { name: "events", layer: Layer::Trg, same: touches },
    Family { name: "statements", layer: Layer::St, same: half },
    Family { name: "commitments", layer: Layer::Cm, same: half },
    Family { name: "measures", layer: Layer::Q, same: half },
    Family { name: "assessments", layer: Layer::As, same: half },
    Family { name: "relations", layer: Layer::Rel, same: touches },
];

/// A finding: bytes, what must be equal beside the place, confidence.
struct Item {
    at: Extent,
    label: String,
    confidence: f64,
}

/// Counts the records of a report; confidence only where `confidence` says so.
pub(crate) fn score(report: &Report, confidence: bool, model: &Model, lexicon: &Lexicon, tally: &mut Tally) {
    let doc = khabar_reader::read(Source::new("report", report.text.clone()), model, &Codebook::default(), lexicon);
    let drafts = khabar_extract::extract(&doc, lexicon);
    let entities = entities(&doc, report);
    for family in &FAMILIES {
        let found: Vec<Item> = drafts.iter().filter_map(|d| item(d, family.layer, &doc, &entities)).collect();
        let gold: Vec<(Extent, String)> =
            report.marks.iter().filter(|m| m.layer == family.layer).map(|m| (bytes(m.span.start, m.span.end), wanted(m))).collect();
        count(family, &gold, &found, confidence, tally);
    }
}

fn count(family: &Family, gold: &[(Extent, String)], found: &[Item], confidence: bool, tally: &mut Tally) {
    let places: Vec<(Extent, &str)> = gold.iter().map(|g| (g.0, g.1.as_str())).collect();
    let items: Vec<(Extent, &str)> = found.iter().map(|f| (f.at, f.label.as_str())).collect();
    let pairs = matched(&places, &items, family.same);
    let right: Vec<usize> = pairs.iter().filter(|(i, j)| places[**i].1 == items[**j].1).map(|(_, &j)| j).collect();
    tally.f(format!("records: {}", family.name)).count(right.len(), found.len() - right.len(), gold.len() - right.len());
    if confidence {
        for (j, f) in found.iter().enumerate() {
            tally.sure(&format!("records: {}", family.name), f.confidence as f32, right.contains(&j));
        }
    }
}

/// First and last byte.
fn bytes(start: usize, end: usize) -> Extent {
    (start, end.saturating_sub(1).max(start))
}

/// What a mark says beside its place: a type, or a tie's subject, predicate and object.
fn wanted(m: &Mark) -> String {
    match m.layer {
        Layer::Trg | Layer::As => m.label.clone(),
        Layer::Rel => format!("{} {} {}", m.get("s"), m.label, m.get("o")),
        _ => String::new(),
    }
}

fn item(draft: &Draft, layer: Layer, doc: &Doc, entities: &[Option<&str>]) -> Option<Item> {
    let name = |e: usize| entities.get(e).copied().flatten().unwrap_or("?");
    let tie = |s: usize, p: Predicate, o: usize| format!("{} {} {}", name(s), p.as_str(), name(o));
    let (at, label, confidence) = match (draft, layer) {
        (Draft::Event(e), Layer::Trg) => (e.body.trigger, e.body.kind.clone(), e.confidence),
        (Draft::Statement(s), Layer::St) => (s.span, String::new(), s.confidence),
        (Draft::Commitment(c), Layer::Cm) => (c.span, String::new(), c.confidence),
        (Draft::Measure(m), Layer::Q) => (m.span, String::new(), m.confidence),
        (Draft::Assessment(a), Layer::As) => (a.span, a.body.kind.as_str().to_owned(), a.confidence),
        (Draft::Relation(r), Layer::Rel) => (r.span, tie(r.body.subject, r.body.predicate, r.body.object), r.confidence),
        _ => return None,
    };
    let Span { start, end } = span(doc, at);
    Some(Item { at: bytes(start, end), label, confidence })
}

fn span(doc: &Doc, chars: Chars) -> Span {
    doc.index.span(doc.text(), chars)
}

/// The marked entity that most of an entity's mentions are of; none where no mention is marked.
fn entities<'a>(doc: &Doc, report: &'a Report) -> Vec<Option<&'a str>> {
    let marks: Vec<&Mark> = report.marks.iter().filter(|m| matches!(m.layer, Layer::Men | Layer::Inn)).collect();
    let mut votes: Vec<BTreeMap<&str, usize>> = vec![BTreeMap::new(); doc.entities.len()];
    for m in &doc.mentions {
        let at = bytes(m.span.start, m.span.end);
        for mark in marks.iter().filter(|k| half(at, bytes(k.span.start, k.span.end))) {
            *votes[m.entity].entry(mark.get("e")).or_default() += 1;
        }
    }
    votes.into_iter().map(|v| v.into_iter().max_by_key(|&(e, n)| (n, std::cmp::Reverse(e))).map(|(e, _)| e)).collect()
}
