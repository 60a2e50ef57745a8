//! Gives the neural reader's findings their entities: the last step of reading.

use crate::entities::Entities;
use crate::neural::{Findings, Who};
use khabar_lexicon::Lexicon;
use khabar_model::{Act, Attribution, Block, Doc, EntityType, Judged, Mention, Part, Promise, Span, Tie, Voice};
use std::collections::BTreeSet;

/// Content of fewer bytes than this is a scrap of a quotation, not a statement.
const SCRAP: usize = 12;

impl Entities {
    /// The entity of a participant; None for a pronoun that nothing could be found for.
    fn who(&self, who: Who) -> Option<usize> {
        let entity = match who {
            Who::Mention(m) => self.of[m],
            Who::Speaker(s) => self.speaker[s],
        };
        Some(entity).filter(|&e| !self.clusters[e].name.is_empty())
    }
}

impl Entities {
    /// The state of the document whose capital an entity is: "Washington" is a government when it acts.
    fn government_of(&self, entity: usize, lex: &Lexicon) -> Option<usize> {
        let place = &self.clusters[entity];
        let state = lex.actors.find(&place.name).filter(|a| place.kind == EntityType::Place && a.kind == EntityType::State)?;
        self.clusters.iter().position(|c| c.known.as_deref() == Some(state.key.as_str()) && c.kind == EntityType::State)
    }
}

/// (mention, participant) pairs: "I" in a quotation is its source, "I" in a turn its speaker; and mentions that the
/// model takes for a speaker's name. Participants are numbered as in [`crate::entities::entities`]: speakers after mentions.
pub fn voices(text: &str, found: &Findings, blocks: &[Block], lex: &Lexicon) -> Vec<(usize, usize)> {
    let number = |who: Who| match who {
        Who::Mention(m) => m,
        Who::Speaker(s) => found.mentions.len() + s,
    };
    let mut out = Vec::new();
    for (i, m) in found.mentions.iter().enumerate() {
        if !lex.references.is_first_person(m.span.of(text)) {
            continue;
        }
        let inner = found.words.iter().filter(|w| w.content.contains(m.span)).min_by_key(|w| w.content.len());
        let speaker = || blocks.iter().find(|b| b.span.contains(m.span)).and_then(|b| b.speaker).map(Who::Speaker);
        if let Some(who) = inner.and_then(|w| w.source).or_else(speaker) {
            out.push((i, number(who)));
        }
    }
    out.extend(found.speaks.iter().map(|&(m, s)| (m, number(Who::Speaker(s)))));
    out
}

pub fn mentions(found: &Findings, who: &Entities) -> Vec<Mention> {
    found.mentions.iter().enumerate().map(|(i, m)| Mention { span: m.span, kind: m.kind, entity: who.of[i], score: m.score }).collect()
}

/// Acts with their parties. Left out: idioms, and acts told without any party or time.
pub fn acts(doc: &Doc, found: &Findings, who: &Entities, lex: &Lexicon) -> Vec<Act> {
    let idioms = idioms(doc, lex);
    let act = |a: &crate::neural::FoundAct| {
        let mut parts: Vec<(Part, usize, f32)> = Vec::new();
        for &(part, w, p) in &a.parts {
            let Some(e) = who.who(w) else { continue };
            let e = if part == Part::Place { e } else { who.government_of(e, lex).unwrap_or(e) };
            if !parts.iter().any(|&(q, f, _)| q == part && f == e) {
                parts.push((part, e, p));
            }
        }
        add_visited(&a.kind, &mut parts, who, lex);
        Some(Act {
            trigger: a.trigger,
            sentence: doc.sentence_at(a.trigger.start)?,
            kind: a.kind.clone(),
            mode: a.mode.clone(),
            status: a.status,
            parts,
            time: a.time.and_then(|t| time_at(doc, t)),
            score: a.score,
        })
    };
    let mut out: Vec<Act> = Vec::new();
    for new in found.acts.iter().filter_map(act) {
        match out.last_mut().filter(|last| is_one_trigger(doc, last, &new)) {
            Some(last) => join(last, new),
            None => out.push(new),
        }
    }
    let told = |a: &Act| !a.parts.is_empty() || a.time.is_some();
    out.retain(|a| told(a) && !idioms.iter().any(|(span, kind)| *kind == a.kind && span.overlap(a.trigger) > 0));
    out
}

/// Whoever visits a capital consults its state: "a visit to Paris" names no other host.
fn add_visited(kind: &str, parts: &mut Vec<(Part, usize, f32)>, who: &Entities, lex: &Lexicon) {
    let has = |part: Part| parts.iter().any(|p| p.0 == part);
    if kind != "CONSULT" || has(Part::Recipient) || !has(Part::Actor) {
        return;
    }
    let place = parts.iter().find(|p| p.0 == Part::Place).copied();
    let Some((host, p)) = place.and_then(|(_, e, p)| Some((who.government_of(e, lex)?, p))) else { return };
    if !parts.iter().any(|part| part.0 == Part::Actor && part.1 == host) {
        parts.push((Part::Recipient, host, p));
    }
}

/// Words of coded sentences that look like an act of a type and are none.
fn idioms<'l>(doc: &Doc, lex: &'l Lexicon) -> Vec<(Span, &'l str)> {
    let coded = doc.sentences.iter().filter(|s| doc.blocks[s.block].coded);
    coded
        .flat_map(|s| {
            let at = s.span.start;
            lex.idioms.find(doc.words(s.span)).into_iter().map(move |(r, kind)| (Span::new(at + r.start, at + r.end), kind))
        })
        .collect()
}

/// "rocket" and "attack" side by side, both of one type, are one trigger.
fn is_one_trigger(doc: &Doc, a: &Act, b: &Act) -> bool {
    a.kind == b.kind && a.trigger.end <= b.trigger.start && matches!(doc.words(Span::new(a.trigger.end, b.trigger.start)), " " | "-" | "")
}

/// Makes one act of two: the surer one's reading, both triggers, the parts of both.
fn join(last: &mut Act, new: Act) {
    let trigger = Span::new(last.trigger.start, new.trigger.end);
    let (mut best, other) = if new.score > last.score { (new, last.clone()) } else { (last.clone(), new) };
    let missing = other.parts.into_iter().filter(|p| !best.parts.iter().any(|q| q.0 == p.0 && q.1 == p.1)).collect::<Vec<_>>();
    best.parts.extend(missing);
    *last = Act { trigger, time: best.time.or(other.time), ..best };
}

/// The document's time that shares most with the tagged span, else the one that the span leads in ("since" March).
fn time_at(doc: &Doc, span: Span) -> Option<usize> {
    let shared = |i: &usize| doc.times[*i].span.overlap(span);
    let same = (0..doc.times.len()).filter(|i| shared(i) > 0).max_by_key(|i| (shared(i), std::cmp::Reverse(*i)));
    same.or_else(|| doc.times.iter().position(|t| t.span.start >= span.end && t.span.start - span.end <= 1))
}

pub fn attributions(doc: &Doc, found: &Findings, who: &Entities, lex: &Lexicon) -> Vec<Attribution> {
    let whole = found.words.iter().filter(|w| w.content.trimmed(doc.text()).len() >= SCRAP);
    whole
        .map(|w| Attribution {
            content: w.content,
            cue: w.cue,
            source: w.source.and_then(|s| who.who(s)).map_or(Voice::Author, Voice::Entity),
            stance: w.cue.and_then(|c| lex.cues.first(doc.words(c))).unwrap_or(w.stance),
            form: w.form,
            score: w.score,
        })
        .collect()
}

pub fn promises(found: &Findings, who: &Entities) -> Vec<Promise> {
    let all = |w: &[Who]| w.iter().filter_map(|&w| who.who(w)).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
    let whole = found.promises.iter().filter(|p| p.span.len() >= SCRAP);
    whole.map(|p| Promise { span: p.span, by: all(&p.by), to: all(&p.to), conditional: p.conditional, score: p.score }).collect()
}

/// An assessment is its whole sentence: readers mark sentences, and a clause cut short loses who or when.
pub fn judgements(doc: &Doc, found: &Findings, who: &Entities) -> Vec<Judged> {
    found
        .judgements
        .iter()
        .map(|j| {
            let span = doc.sentences[j.sentence].span;
            let told = j.words.unwrap_or(span);
            let around = doc.attributions.iter().filter(|a| a.content.overlap(told) * 2 > told.len()).min_by_key(|a| a.content.len());
            let by = j.by.and_then(|w| who.who(w)).map(Voice::Entity).or_else(|| around.map(|a| a.source.clone())).unwrap_or(Voice::Author);
            Judged { span, kind: j.kind, by, score: j.score }
        })
        .collect()
}

/// Ties as the model found them; where the words themselves name a tie ("the proprietor of"), they say which.
pub fn ties(doc: &Doc, found: &Findings, who: &Entities, lex: &Lexicon) -> Vec<Tie> {
    let tie = |t: &crate::neural::FoundTie| {
        let (subject, object) = (who.who(t.subject)?, who.who(t.object)?);
        let predicate = lex.ties.named(doc.words(t.span)).unwrap_or(t.predicate);
        (subject != object).then_some(Tie { span: t.span, subject, predicate, object, status: t.status, score: t.score })
    };
    found.ties.iter().filter_map(tie).collect()
}
