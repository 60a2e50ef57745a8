//! Commitments: what somebody bound themselves to, for whom, by when, on what condition.

use crate::{confidence, events::is_after, voice};
use khabar_lexicon::Lexicon;
use khabar_model::{Commitment, Doc, Found, Promise, Span, TimeKind, Voice, When};

/// How sure a commitment is that only its words show.
const RULE: f32 = 0.5;
/// Below this what the reader tags is a scrap.
const SURE: f32 = 0.3;
/// How far before the binding words the one who is bound may stand, in bytes.
const NEAR: usize = 40;

/// What the neural reader tagged, and clauses with binding words; where both speak of one promise, the longer words.
pub fn commitments(doc: &Doc, lex: &Lexicon) -> Vec<Found<Commitment<usize>>> {
    let coded = doc.sentences.iter().filter(|s| doc.blocks[s.block].coded);
    let mut all: Vec<Promise> = coded.filter_map(|s| by_words(doc, s.span, lex)).collect();
    let tagged = doc.promises.iter().filter(|p| p.score >= SURE).cloned();
    for p in tagged {
        // a scrap beside the clause that its sentence binds is no promise of its own
        let same = |q: &Promise| doc.sentence_at(q.span.start) == doc.sentence_at(p.span.start);
        if let Some(i) = all.iter().position(|q| same(q) && q.score == RULE) {
            if p.span.overlap(all[i].span) > 0 && p.span.len() > all[i].span.len() {
                // whom the words bind is bound, whatever side the reader put them on
                let by = if p.by.is_empty() { all[i].by.clone() } else { p.by };
                let to = p.to.into_iter().filter(|e| !by.contains(e)).collect();
                all[i] = Promise { by, to, ..p };
            }
        } else {
            all.push(p);
        }
    }
    all.sort_by_key(|p| (p.span.start, p.span.end));
    all.iter().map(|p| Found { span: doc.chars(p.span), body: commitment(doc, p, lex), confidence: confidence(p.score) }).collect()
}

/// "The ministry is committed to paying the arrears": from the one who is bound to the end of the clause.
fn by_words(doc: &Doc, sentence: Span, lex: &Lexicon) -> Option<Promise> {
    let words = doc.words(sentence);
    let verb = lex.pledges.verb(words)?;
    let at = Span::new(sentence.start + verb.start, sentence.start + verb.end);
    let bound = doc.mentions.iter().rfind(|m| m.span.end <= at.start && m.span.start >= sentence.start && at.start - m.span.end <= NEAR)?;
    let rest = &words[verb.end..];
    let end = rest.find([',', ';', '”', '"', '–', '—']).unwrap_or(rest.trim_end_matches(['.', ' ']).len());
    let span = Span::new(bound.span.start, at.end + end).trimmed(doc.text());
    let by = if doc.is_told(bound.entity) { vec![bound.entity] } else { Vec::new() };
    (span.end > at.end + 3).then_some(Promise { span, by, to: Vec::new(), conditional: false, score: RULE })
}

fn commitment(doc: &Doc, promise: &Promise, lex: &Lexicon) -> Commitment<usize> {
    let sentence = doc.sentence_at(promise.span.start).map_or(promise.span, |i| doc.sentences[i].span);
    let by = if promise.by.is_empty() { speaker(doc, promise.span, lex) } else { promise.by.clone() };
    Commitment {
        by,
        to: promise.to.clone(),
        what: doc.words(promise.span).split_whitespace().collect::<Vec<_>>().join(" "),
        condition: condition(doc, sentence, lex),
        made: made(doc, promise.span),
        deadline: deadline(doc, promise.span, lex),
        status: lex.pledges.status(doc.words(sentence)),
        evidence: Vec::new(),
    }
}

/// Whoever says the promise makes it.
fn speaker(doc: &Doc, span: Span, lex: &Lexicon) -> Vec<usize> {
    match voice::voice(doc, span, lex) {
        Voice::Entity(e) => vec![e],
        _ => Vec::new(),
    }
}

/// The clause that opens with a conditional word ("if", "unless", "on condition"), up to the next stop.
fn condition(doc: &Doc, sentence: Span, lex: &Lexicon) -> Option<String> {
    let words = doc.words(sentence);
    let start = lex.pledges.condition(words)?;
    let clause = &words[start..];
    let end = clause.find([',', ';', '.', '”', '"', '–', '—']).unwrap_or(clause.len());
    Some(clause[..end].split_whitespace().collect::<Vec<_>>().join(" ")).filter(|c| !c.is_empty())
}

/// When the act that holds the promise is dated, else the document's day.
fn made(doc: &Doc, span: Span) -> Option<When> {
    let sentence = doc.sentence_at(span.start)?;
    let act = doc.acts.iter().find(|a| a.sentence == sentence && a.kind == "AGREE" && a.time.is_some());
    act.and_then(|a| doc.times.get(a.time?)).and_then(|t| t.when).or(doc.facts.date)
}

/// A future day within the promise, or one that a word like "by" or "within" leads in.
fn deadline(doc: &Doc, span: Span, lex: &Lexicon) -> Option<When> {
    let inside = doc.times.iter().filter(|t| t.kind == TimeKind::Date && t.when.is_some() && span.contains(t.span));
    let mut due = inside.filter(|t| is_after(t, doc.facts.date) || lex.pledges.leads_deadline(&doc.text()[span.start..t.span.end]));
    due.next_back().and_then(|t| t.when)
}
