//! Relations: lasting ties, as the neural reader tags them and as words between or inside mentions state them.
//!
//! Rules read four shapes: words between two mentions ("X, a branch of Y"), a name inside a name ("Iran-backed
//! militias", "US President Jo Bell"), a title between a person and a body ("Jo Bell, the director of Y"), and the joint
//! of two words ("anti-X coalition"). A tie that a rule and the model both see is kept once.

use crate::confidence;
use khabar_lexicon::Lexicon;
use khabar_lexicon::ties::{Direction, Pattern};
use khabar_lexicon::titles::Title;
use khabar_model::{Doc, EntityType, Found, Mention, Predicate, Relation, RelationStatus, Span, Tie};

/// Longest stretch, in bytes, between two mentions in which tie words are looked for.
const GAP: usize = 60;
/// How sure a tie that a rule reads is: the share that is marked so in the held-out reports (`khabar bench reader`).
const RULE: f32 = 0.34;

pub fn relations(doc: &Doc, lex: &Lexicon) -> Vec<Found<Relation<usize>>> {
    let mut all: Vec<Tie> = Vec::new();
    for sentence in doc.sentences.iter().filter(|s| doc.blocks[s.block].coded) {
        let told = |m: &&Mention| sentence.span.contains(m.span) && doc.is_told(m.entity);
        let inside: Vec<&Mention> = doc.mentions.iter().filter(told).collect();
        between(doc, &inside, lex, &mut all);
        nested(doc, &inside, lex, &mut all);
        titles(doc, &inside, lex, &mut all);
    }
    for t in &doc.ties {
        keep(&mut all, t.clone());
    }
    all.sort_by_key(|r| (r.span.start, r.span.end, r.predicate));
    all.into_iter().map(|r| found(doc, r)).collect()
}

fn found(doc: &Doc, r: Tie) -> Found<Relation<usize>> {
    let body = Relation { subject: r.subject, predicate: r.predicate, object: r.object, status: r.status };
    Found { span: doc.chars(r.span), body, confidence: confidence(r.score) }
}

/// Adds a tie unless the same one is told at the same place already.
fn keep(all: &mut Vec<Tie>, new: Tie) {
    let same = |r: &Tie| r.subject == new.subject && r.object == new.object && r.predicate == new.predicate && r.span.overlap(new.span) > 0;
    if new.subject != new.object && !all.iter().any(same) {
        all.push(new);
    }
}

/// Words between neighbouring mentions that do not overlap.
fn between(doc: &Doc, inside: &[&Mention], lex: &Lexicon, all: &mut Vec<Tie>) {
    for (i, a) in inside.iter().enumerate() {
        for b in inside[i + 1..].iter().filter(|b| b.span.start >= a.span.end).take(3) {
            let gap = Span::new(a.span.end, b.span.start);
            if gap.len() > GAP {
                break;
            }
            let words = doc.words(gap);
            let tie = lex.ties.between(words, a.kind, b.kind).or_else(|| joined(words, lex).filter(|_| describes(words, b)));
            if let Some(tie) = tie.filter(|t| t.direction != Direction::Prefix) {
                apply(all, Span::new(a.span.start, b.span.end), a, tie, b);
                break;
            }
        }
    }
}

/// Do the words from "-backed" to the mention only describe it ("-backed Shia [militias]")? A state or a place begins
/// something new, and so does a clause.
fn describes(words: &str, behind: &Mention) -> bool {
    let group = !matches!(behind.kind, EntityType::State | EntityType::Place | EntityType::Facility | EntityType::Person);
    group && words.split_whitespace().count() <= 3 && !words.contains([',', '.', ';', '('])
}

/// A mention at the front of another, joined to it by tie words: "Iran-backed militias", "Navala's army"; or one
/// behind a prefix: "anti-Navala coalition".
fn nested(doc: &Doc, inside: &[&Mention], lex: &Lexicon, all: &mut Vec<Tie>) {
    for (i, outer) in inside.iter().enumerate() {
        for inner in inside[i + 1..].iter().filter(|m| outer.span.contains(m.span) && outer.span != m.span) {
            let behind = doc.words(Span::new(inner.span.end, outer.span.end));
            let before = doc.words(Span::new(outer.span.start, inner.span.start));
            let prefix = before.rsplit([' ', '(']).next().filter(|w| w.ends_with(['-', '‑']));
            if let Some(tie) = prefix.and_then(|p| lex.ties.opens(p)).filter(|t| t.direction == Direction::Prefix) {
                apply(all, outer.span, outer, tie, inner);
            } else if let Some(tie) = joined(behind, lex) {
                apply(all, outer.span, inner, tie, outer);
            } else if is_place(inner)
                && stands(outer)
                && behind.trim_matches(['’', '\'', 's', ')']).is_empty()
                && before.trim_end().ends_with(" in")
            {
                rule(all, outer.span, outer, Predicate::LocatedIn, inner);
            } else if is_force(doc, outer) && inner.kind == EntityType::State && bare(before).is_empty() {
                rule(all, outer.span, outer, Predicate::PartOf, inner);
            }
        }
    }
}

fn is_place(m: &Mention) -> bool {
    matches!(m.kind, EntityType::Place | EntityType::State | EntityType::Facility)
}

/// Does it stand somewhere, so that "in Y" behind it tells where?
fn stands(m: &Mention) -> bool {
    matches!(m.kind, EntityType::Place | EntityType::Facility | EntityType::GovernmentBody | EntityType::Military)
}

/// A force or service with a name of its own ("Iraqi Counter Terrorism Service", not "Iraqi troops").
fn is_force(doc: &Doc, m: &Mention) -> bool {
    let last = doc.words(m.span).rsplit(' ').next().unwrap_or("");
    matches!(doc.entities[m.entity].kind, EntityType::Military | EntityType::Police)
        && last.starts_with(char::is_uppercase)
        && last.chars().any(char::is_lowercase)
}

/// Words without a leading "the".
fn bare(words: &str) -> &str {
    let words = words.trim();
    words.strip_prefix("the").or_else(|| words.strip_prefix("The")).unwrap_or(words).trim()
}

/// Tie words that are joined to the mention before them: "-backed", "'s army".
fn joined<'l>(behind: &str, lex: &'l Lexicon) -> Option<&'l Pattern> {
    let first = behind.chars().next()?;
    matches!(first, '-' | '‑' | '\'' | '’').then(|| lex.ties.opens(behind)).flatten()
}

/// Adds the tie of a pattern between the left mention `a` and the right one `b`.
fn apply(all: &mut Vec<Tie>, span: Span, a: &Mention, tie: &Pattern, b: &Mention) {
    let Some(predicate) = tie.tie else { return };
    match tie.direction {
        Direction::Backward => rule(all, span, b, predicate, a),
        Direction::Forward | Direction::Prefix => rule(all, span, a, predicate, b),
    }
}

/// A person and the body that a title ties them to: "US President Jo Bell", "Jo Bell, the director of Y".
fn titles(doc: &Doc, inside: &[&Mention], lex: &Lexicon, all: &mut Vec<Tie>) {
    for (i, person) in inside.iter().enumerate().filter(|(_, m)| m.kind == EntityType::Person) {
        let Some((at, title)) = lex.titles.find(doc.words(person.span)) else {
            apposition(doc, person, &inside[i + 1..], lex, all);
            continue;
        };
        let title_at = person.span.start + at.start;
        let body = inside.iter().filter(|m| m.kind != EntityType::Person && m.span != person.span && is_body(m));
        // the body stands in front of the title, inside the mention or right before it
        let near = |m: &&&Mention| {
            m.span.end <= title_at && doc.words(Span::new(m.span.end, title_at)).trim_matches([' ', '’', '\'', 's']).is_empty()
        };
        if let (Some(body), Some(predicate)) = (body.filter(near).max_by_key(|m| m.span.len()), title.tie) {
            rule(all, Span::new(body.span.start.min(person.span.start), person.span.end), person, post(predicate, title, body), body);
        } else if let Some((body, predicate)) = behind_title(doc, person, title_at + at.len(), title, inside) {
            rule(all, person.span, person, predicate, body);
        } else {
            apposition(doc, person, &inside[i + 1..], lex, all);
        }
    }
}

/// The body behind a title within the mention: "Jo Bell, leader of the Y movement".
fn behind_title<'m>(
    doc: &Doc,
    person: &Mention,
    title_end: usize,
    title: &Title,
    inside: &[&'m Mention],
) -> Option<(&'m Mention, Predicate)> {
    let joined = |m: &&&Mention| {
        let gap = doc.words(Span::new(title_end, m.span.start));
        let words: Vec<&str> = gap.split_whitespace().collect();
        words.len() <= 2 && words.first().is_some_and(|w| matches!(*w, "of" | "at" | "for" | "with" | "in"))
    };
    let within = inside.iter().filter(|m| person.span.contains(m.span) && m.span.start >= title_end && is_body(m));
    let body = within.filter(joined).max_by_key(|m| m.span.len())?;
    Some((body, post(title.tie?, title, body)))
}

/// "Jo Bell, a senior fellow at Y" and "Jo Bell, leader of Y".
fn apposition(doc: &Doc, person: &Mention, behind: &[&Mention], lex: &Lexicon, all: &mut Vec<Tie>) {
    for body in behind.iter().filter(|m| m.span.start >= person.span.end && m.kind != EntityType::Person && is_body(m)) {
        let gap = Span::new(person.span.end, body.span.start);
        if gap.len() > GAP {
            break;
        }
        let words = doc.words(gap);
        let joined = words.trim_end().rsplit(' ').take(2).any(|w| matches!(w, "of" | "at" | "for" | "with" | "from" | "in"));
        if !joined || !words.trim_start().starts_with(',') || words.matches(',').count() > 1 {
            continue;
        }
        if let Some((_, title)) = lex.titles.find(words)
            && let Some(predicate) = title.tie
        {
            rule(all, Span::new(person.span.start, body.span.end), person, post(predicate, title, body), body);
            break;
        }
    }
}

/// A minister leads a ministry but works for the state: a title leads only a body of the kind that it is of.
fn post(predicate: Predicate, title: &Title, body: &Mention) -> Predicate {
    let other = title.body.is_some_and(|kind| kind != body.kind) && body.kind == EntityType::State;
    if predicate == Predicate::Leads && other { Predicate::EmployedBy } else { predicate }
}

/// Can somebody lead it or work for it?
fn is_body(m: &Mention) -> bool {
    !matches!(m.kind, EntityType::Person | EntityType::Population)
}

fn rule(all: &mut Vec<Tie>, span: Span, subject: &Mention, predicate: Predicate, object: &Mention) {
    keep(all, Tie { span, subject: subject.entity, predicate, object: object.entity, status: RelationStatus::Asserted, score: RULE });
}
