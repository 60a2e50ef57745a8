//! Measures: figures with what they count.

use khabar_model::{Amount, Doc, Found, Measure, Span, TimeKind};

/// Words after the figure that may still name what is counted.
const TAIL: usize = 60;

/// How sure a figure with a unit is a measure: the share that is marked so in the held-out reports (`khabar bench reader`).
const FIGURE: f64 = 0.51;

pub fn measures(doc: &Doc) -> Vec<Found<Measure<usize>>> {
    // a figure without a number, or of nothing, measures nothing
    let telling = doc.amounts.iter().filter(|a| a.unit.is_some() && (a.value.is_some() || a.low.is_some() || a.high.is_some()));
    let coded = telling.filter(|a| doc.sentence_at(a.span.start).is_some_and(|s| doc.block_of(s).coded));
    coded.map(|a| Found { span: doc.chars(a.span), body: measure(doc, a), confidence: FIGURE }).collect()
}

fn measure(doc: &Doc, a: &Amount) -> Measure<usize> {
    let sentence = doc.sentence_at(a.span.start).map_or(a.span, |s| doc.sentences[s].span);
    let tail = Span::new(a.span.start, (a.span.end + TAIL).min(sentence.end));
    let mut entities: Vec<usize> = Vec::new();
    for m in doc.mentions.iter().filter(|m| tail.contains(m.span) || m.span.contains(a.span)) {
        if doc.is_told(m.entity) && !entities.contains(&m.entity) {
            entities.push(m.entity);
        }
    }
    let times = doc.times.iter().filter(|t| t.kind == TimeKind::Date && t.when.is_some() && sentence.contains(t.span));
    let nearest = times.min_by_key(|t| t.span.start.abs_diff(a.span.start));
    Measure {
        value: a.value,
        low: a.low,
        high: a.high,
        approx: a.approx,
        qualifier: a.qualifier.clone(),
        unit: a.unit.clone(),
        subject: subject(doc, a, sentence),
        entities,
        as_of: nearest.and_then(|t| t.when).or(doc.facts.date),
    }
}

/// What is counted, in the text's words: the mention that holds the figure, else "of ..." behind it.
fn subject(doc: &Doc, a: &Amount, sentence: Span) -> Option<String> {
    let around = doc.mentions.iter().filter(|m| m.span.contains(a.span) || m.span.overlap(a.span) > 0).max_by_key(|m| m.span.len());
    if let Some(m) = around {
        return Some(doc.words(m.span).to_owned());
    }
    let behind = doc.mentions.iter().find(|m| m.span.start >= a.span.end && m.span.end <= sentence.end)?;
    let gap = doc.words(Span::new(a.span.end, behind.span.start)).trim();
    matches!(gap, "" | "of" | "of the").then(|| doc.words(behind.span).to_owned())
}
