//! Events: told acts with who, to whom, when, where, how real, and who says so.

use crate::{confidence, voice};
use khabar_lexicon::Lexicon;
use khabar_model::{Act, Cluster, Doc, EntityType, Event, Found, Part, Place, PlacePrecision, Span, Status, Time, TimeKind, When};
use std::collections::BTreeMap;

/// How far, in bytes, a casualty word may stand from its number.
const NEAR: usize = 45;

pub fn events(doc: &Doc, lex: &Lexicon) -> Vec<Found<Event<usize>>> {
    let numbers = numbers(doc, lex);
    let mut out: Vec<_> =
        doc.acts.iter().enumerate().map(|(i, act)| event(doc, act, numbers.get(&i).cloned().unwrap_or_default(), lex)).collect();
    date_retold(&mut out);
    date_ongoing(&mut out, doc.facts.date);
    out
}

/// An undated telling takes the date of a dated one where type, an actor and a recipient agree and only one date is told.
fn date_retold(events: &mut [Found<Event<usize>>]) {
    let dated: Vec<Event<usize>> = events.iter().map(|f| &f.body).filter(|e| e.date.is_some()).cloned().collect();
    for e in events.iter_mut().map(|f| &mut f.body).filter(|e| e.date.is_none() && !e.actors.is_empty()) {
        let mut dates = dated.iter().filter(|d| retells(e, d)).filter_map(|d| d.date);
        let Some(first) = dates.next() else { continue };
        if dates.all(|d| d == first) {
            e.date = Some(first);
        }
    }
}

fn retells(e: &Event<usize>, d: &Event<usize>) -> bool {
    let share = |a: &[usize], b: &[usize]| a.iter().any(|x| b.contains(x));
    let parties =
        share(&e.actors, &d.actors) && (share(&e.recipients, &d.recipients) || e.recipients.is_empty() || d.recipients.is_empty());
    e.kind == d.kind && e.status == d.status && parties
}

/// What is told as going on goes on at the document's date.
fn date_ongoing(events: &mut [Found<Event<usize>>], date: Option<When>) {
    for e in events.iter_mut().map(|f| &mut f.body).filter(|e| e.status == Status::Ongoing && e.date.is_none()) {
        e.date = date;
    }
}

fn event(doc: &Doc, act: &Act, numbers: BTreeMap<String, f64>, lex: &Lexicon) -> Found<Event<usize>> {
    let time = time_of(doc, act);
    let body = Event {
        trigger: doc.chars(act.trigger),
        kind: act.kind.clone(),
        mode: act.mode.clone(),
        actors: parts(act, Part::Actor),
        recipients: parts(act, Part::Recipient),
        date: time.and_then(|t| t.when),
        date_text: time.map(|t| doc.words(t.span).to_owned()),
        place: parts(act, Part::Place).first().map(|&e| place(&doc.entities[e], e, lex)),
        status: act.status,
        said_by: vec![voice::voice(doc, act.trigger, lex)],
        numbers,
        story: None,
    };
    Found { span: doc.chars(clause(doc, act)), body, confidence: confidence(act.score) }
}

fn parts(act: &Act, part: Part) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for (_, e, _) in act.parts.iter().filter(|p| p.0 == part) {
        if !out.contains(e) {
            out.push(*e);
        }
    }
    out
}

/// The time linked to the act; else the only dated time of its sentence.
fn time_of<'d>(doc: &'d Doc, act: &Act) -> Option<&'d Time> {
    if let Some(t) = act.time {
        return doc.times.get(t);
    }
    let sentence = doc.sentences.get(act.sentence)?.span;
    let mut dated = doc.times.iter().filter(|t| t.kind == TimeKind::Date && t.when.is_some() && sentence.contains(t.span));
    let only = dated.next()?;
    let near = only.span.start.abs_diff(act.trigger.end).min(act.trigger.start.abs_diff(only.span.end)) < 80;
    (dated.next().is_none() && near).then_some(only)
}

/// The words of the act: from its first to its last argument within the sentence, the trigger between them.
fn clause(doc: &Doc, act: &Act) -> Span {
    let Some(sentence) = doc.sentences.get(act.sentence) else { return act.trigger };
    let mut span = act.trigger;
    for (_, e, _) in &act.parts {
        let inside = doc.entities[*e].mentions.iter().map(|&m| doc.mentions[m].span).filter(|s| sentence.span.contains(*s));
        if let Some(near) = inside.min_by_key(|s| s.start.abs_diff(act.trigger.start)) {
            span = Span::new(span.start.min(near.start), span.end.max(near.end));
        }
    }
    span
}

fn place(cluster: &Cluster, entity: usize, lex: &Lexicon) -> Place<usize> {
    let hint = cluster.country.as_deref();
    let found = if cluster.kind == EntityType::State { None } else { lex.places.find(&cluster.name, hint) };
    let whole_country = hint.filter(|_| cluster.kind == EntityType::State);
    Place {
        name: cluster.name.clone(),
        entity: Some(entity),
        lat: found.as_ref().map(|p| p.lat),
        lon: found.as_ref().map(|p| p.lon),
        country: found.as_ref().map(|p| p.country.clone()).or_else(|| hint.map(str::to_owned)),
        precision: found.as_ref().map(|p| p.precision).or(whole_country.map(|_| PlacePrecision::Country)),
    }
}

/// Casualties and the like: each told number goes to the act nearest to the word that says what befell them. Numbers of
/// one kind add up where they are joined ("five children and two women"); else the largest holds ("118, among them 12").
fn numbers(doc: &Doc, lex: &Lexicon) -> BTreeMap<usize, BTreeMap<String, f64>> {
    let mut out: BTreeMap<usize, BTreeMap<String, f64>> = BTreeMap::new();
    let mut last: Option<(Span, usize, String)> = None;
    for (amount, value) in doc.amounts.iter().filter_map(|a| Some((a, a.value?))) {
        let Some((act, key)) = counted(doc, amount.span, lex) else { continue };
        let joined = last.as_ref().is_some_and(|(before, i, k)| {
            (*i, k) == (act, &key) && matches!(doc.words(Span::new(before.end, amount.span.start)).trim(), "and" | "," | ", and")
        });
        let told = out.entry(act).or_default().entry(key.clone()).or_default();
        *told = if joined { *told + value } else { told.max(value) };
        last = Some((amount.span, act, key));
    }
    out
}

/// The act and the key under which it counts the amount at `span`.
fn counted(doc: &Doc, span: Span, lex: &Lexicon) -> Option<(usize, String)> {
    let sentence = doc.sentence_at(span.start)?;
    let start = doc.sentences[sentence].span.start;
    let told = lex.casualties.find(doc.words(doc.sentences[sentence].span)).into_iter();
    let told = told.map(|(range, key)| (Span::new(range.start + start, range.end + start), key));
    let (word, key) = told.filter(|(w, _)| distance(*w, span) <= NEAR).min_by_key(|(w, _)| distance(*w, span))?;
    let acts = doc.acts.iter().enumerate().filter(|(_, a)| a.sentence == sentence && lex.events.counts_victims(&a.kind));
    let (act, _) = acts.min_by_key(|(_, a)| distance(a.trigger, word))?;
    Some((act, key.to_owned()))
}

fn distance(a: Span, b: Span) -> usize {
    if a.overlap(b) > 0 { 0 } else { b.start.saturating_sub(a.end).max(a.start.saturating_sub(b.end)) }
}

/// Is the date of `time` wholly after `day`?
pub(crate) fn is_after(time: &Time, day: Option<When>) -> bool {
    time.when.zip(day).is_some_and(|(t, d)| t.end > d.end)
}
