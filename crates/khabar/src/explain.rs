//! How a kept record came about: the model's scores at its words, and what rules made of them.

use crate::corridor::Khabar;
use khabar_model::{Act, Chars, Doc, Draft, Event, Found, Part, Record, Source, Span, Status, Voice};
use khabar_reader::explain::{Asked, explain};

pub use khabar_reader::explain::{Answer, Decision, some};

impl Khabar {
    /// Reads the record's text again and tells how each of its fields was decided; empty for what is no finding.
    pub fn explain(&self, source: Source, record: &Record) -> Vec<Decision> {
        let Some((asked, at)) = asked(record) else { return Vec::new() };
        let (doc, mut decisions) = explain(source, &self.model, &self.codebook, &self.lexicon, asked, at);
        let drafts = self.drafts(&doc);
        let rules = match record {
            Record::Event(k) => event(&doc, &drafts, &k.body.trigger, &k.body.kind, &decisions),
            Record::Statement(k) => statement(&drafts, k.span),
            Record::Commitment(k) => commitment(&doc, &drafts, k.span),
            Record::Assessment(k) => assessment(&drafts, k.span),
            Record::Relation(k) => relation(&doc, k.span),
            _ => Vec::new(),
        };
        decisions.extend(rules);
        decisions
    }
}

/// The family, and the words that the model was asked about.
fn asked(record: &Record) -> Option<(Asked, Chars)> {
    Some(match record {
        Record::Event(k) => (Asked::Act, k.body.trigger),
        Record::Statement(k) => (Asked::Statement, k.span),
        Record::Commitment(k) => (Asked::Commitment, k.span),
        Record::Measure(k) => (Asked::Measure, k.span),
        Record::Assessment(k) => (Asked::Assessment, k.span),
        Record::Relation(k) => (Asked::Relation, k.span),
        Record::Document(_) | Record::Entity(_) | Record::Story(_) => return None,
    })
}

fn gone() -> Decision {
    Decision::rule(
        "record",
        None,
        "nothing is found at these words now: the reader, its codebook, or the facts given with the document have changed",
    )
}

fn meet(a: Chars, b: Chars) -> bool {
    a.start < b.end && b.start < a.end
}

/// What rules did to an act: joined triggers, parties that no words here were linked for, its date, its numbers.
fn event(doc: &Doc, drafts: &[Draft], trigger: &Chars, kind: &str, decisions: &[Decision]) -> Vec<Decision> {
    let drafted = drafts.iter().find_map(|d| match d {
        Draft::Event(f) if f.body.kind == kind && meet(f.body.trigger, *trigger) => Some(f),
        _ => None,
    });
    let act = doc.acts.iter().find(|a| a.kind == kind && meet(doc.chars(a.trigger), *trigger));
    let (Some(Found { body, .. }), Some(act)) = (drafted, act) else { return vec![gone()] };
    let mut out = Vec::new();
    if decisions.first().and_then(|d| d.span).is_some_and(|seen| seen != doc.chars(act.trigger)) {
        let joined = doc.words(act.trigger).to_owned();
        out.push(Decision::rule("trigger", Some(joined), "neighbouring triggers of one type are one act"));
    }
    out.extend(act.parts.iter().filter(|(part, e, _)| !is_linked(doc, *part, *e, decisions)).map(|(part, e, _)| {
        let d = Decision::rule(
            "role",
            Some(part_name(*part).to_owned()),
            "the model links no words here: carried over from where the act is told with it",
        );
        Decision { words: doc.entities.get(*e).map(|c| c.name.clone()), ..d }
    }));
    out.extend(date(doc, act, body));
    for (what, n) in &body.numbers {
        out.push(Decision::rule("numbers", Some(format!("{what} {n}")), "an amount beside a casualty word near this act"));
    }
    out
}

/// Did the model link words of this entity to the act in this part?
fn is_linked(doc: &Doc, part: Part, entity: usize, decisions: &[Decision]) -> bool {
    let words = |m: &usize| doc.chars(doc.mentions[*m].span);
    let Some(cluster) = doc.entities.get(entity) else { return true };
    decisions.iter().filter(|d| d.asked == "role").any(|d| {
        let same = match d.span {
            // a group by rule acts for the state at its head
            Some(span) => cluster.mentions.iter().map(words).any(|m| m == span || (m.start == span.start && m.end > span.end)),
            None => d.words.as_deref().is_some_and(|w| w == cluster.name || cluster.aliases.iter().any(|a| a == w)),
        };
        same && d.taken.as_deref().is_some_and(|t| t == part_name(part) || (t == "both" && part != Part::Place))
    })
}

/// A date that is not that of linked words.
fn date(doc: &Doc, act: &Act, body: &Event<usize>) -> Option<Decision> {
    let when = body.date?;
    let linked = act.time.and_then(|t| doc.times.get(t));
    if linked.is_some_and(|t| t.when == Some(when)) {
        return None;
    }
    let why = match &body.date_text {
        Some(words) if linked.is_none() => format!("“{words}” is the only date of the sentence"),
        _ if body.status == Status::Ongoing && doc.facts.date == Some(when) => "what is going on is dated by the document".to_owned(),
        _ => "another telling of the same act between the same parties has it".to_owned(),
    };
    Some(Decision::rule("date", Some(when.to_string()), why))
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Actor => "actor",
        Part::Recipient => "recipient",
        Part::Place => "place",
    }
}

fn statement(drafts: &[Draft], at: Chars) -> Vec<Decision> {
    let found = drafts.iter().find_map(|d| match d {
        Draft::Statement(f) if f.span == at => Some(f),
        _ => None,
    });
    match found.map(|f| &f.body.source) {
        None => vec![gone()],
        Some(Voice::Anonymous(words)) => {
            vec![Decision::rule("source", Some(format!("anonymous: {words}")), "described like an informant and not named")]
        }
        Some(_) => Vec::new(),
    }
}

fn commitment(doc: &Doc, drafts: &[Draft], at: Chars) -> Vec<Decision> {
    let found = drafts.iter().find_map(|d| match d {
        Draft::Commitment(f) if f.span == at => Some(&f.body),
        _ => None,
    });
    let Some(body) = found else { return vec![gone()] };
    let mut out = Vec::new();
    if !doc.promises.iter().any(|p| doc.chars(p.span) == at) {
        out.push(Decision::rule("commitment", Some("commitment".to_owned()), "the clause that binding words open (“is committed to”)"));
    }
    out.push(Decision::rule("status", Some(body.status.to_string()), "by the words of the sentence"));
    out.extend(
        body.deadline.map(|d| Decision::rule("deadline", Some(d.to_string()), "a day ahead within the promise, or one that “by” leads in")),
    );
    out
}

fn assessment(drafts: &[Draft], at: Chars) -> Vec<Decision> {
    let found = drafts.iter().find_map(|d| match d {
        Draft::Assessment(f) if f.span == at => Some(&f.body),
        _ => None,
    });
    let Some(body) = found else { return vec![gone()] };
    let scale = |l: &khabar_model::Likelihood| {
        let range = l.low.zip(l.high).map_or_else(String::new, |(low, high)| format!(", {low} to {high}"));
        Decision::rule("likelihood", Some(format!("{}{range}", l.words)), format!("the words' range under: {}", l.scale))
    };
    let likelihood = body.likelihood.as_ref().map(scale);
    let horizon = body.horizon.map(|h| Decision::rule("horizon", Some(h.to_string()), "the furthest day ahead that is told inside"));
    likelihood.into_iter().chain(horizon).collect()
}

fn relation(doc: &Doc, at: Chars) -> Vec<Decision> {
    let span: Span = doc.index.span(doc.text(), at);
    if doc.ties.iter().any(|t| t.span.overlap(span) > 0) {
        return Vec::new();
    }
    vec![Decision::rule("tie", None, "read by rule: tie words, a title or an apposition between two names")]
}
