//! `explain`: what a code means, or how a record came about: which words, which model score, which rule.

use super::debug::voice;
use crate::args::{Common, ExplainArgs};
use crate::failure::Failure;
use crate::output::{Out, clean};
use crate::plan::{self, Plan};
use crate::suggest::nearest;
use khabar::corridor::Khabar;
use khabar::views::picture::{base, one_line};
use khabar::views::show::{Shown, show};
use khabar_lexicon::Lexicon;
use khabar_model::{Chars, Doc, DocumentRecord, Facts, Part, Record, Source};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Notes and words of the closed vocabularies.
const CODES: &str = include_str!("../codes.toml");

/// One explained code.
#[derive(Deserialize)]
struct Code {
    /// What kind of code it is: "status", "stance", "note of the reader".
    of: String,
    means: String,
    /// What to do about it.
    next: Option<String>,
}

pub fn run(common: &Common, args: &ExplainArgs) -> Result<u8, Failure> {
    let mut out = Out::new(common);
    let lexicon = Lexicon::bundled()?;
    let mut found = event_type(&mut out, &lexicon, &args.code)?;
    found |= mode(&mut out, &lexicon, &args.code)?;
    let codes: BTreeMap<String, Vec<Code>> = toml::from_str(CODES).map_err(|e| Failure::Said(format!("codes.toml: {e}")))?;
    for (name, meanings) in codes.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&args.code)) {
        found = true;
        for code in meanings {
            out.line(&format!("{name} ({}): {}", code.of, code.means))?;
            if let Some(next) = &code.next {
                out.line(&format!("  next: {next}"))?;
            }
        }
    }
    if !found && looks_like_id(&args.code) {
        return record(common, &mut out, &args.code);
    }
    if !found {
        let known: Vec<&str> = plan::event_kinds(&lexicon).into_iter().chain(codes.keys().map(String::as_str)).collect();
        let hint = match nearest(&args.code, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "expected an event type, a mode, a status, a stance, a note's code or a record's id".to_owned(),
        };
        return Err(Failure::Said(format!("nothing is called `{}`: {hint}", args.code)));
    }
    out.flush()?;
    Ok(0)
}

/// Two letters of a family and hexadecimal digits.
fn looks_like_id(code: &str) -> bool {
    let digits = code.get(2..).unwrap_or("");
    let family = ["ev", "st", "cm", "me", "as", "re"].iter().any(|f| code.starts_with(f));
    family && digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

fn event_type(out: &mut Out, lexicon: &Lexicon, code: &str) -> Result<bool, Failure> {
    const QUADS: [&str; 4] = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
    let Some((code, kind)) = lexicon.events.iter().find(|(c, _)| c.eq_ignore_ascii_case(code)) else { return Ok(false) };
    let quad = QUADS.get(usize::from(kind.quad).saturating_sub(1)).copied().unwrap_or("");
    out.line(&format!("{code} (event type, {quad}): {}", kind.gloss))?;
    if !kind.modes.is_empty() {
        out.line("  modes:")?;
        for (mode, gloss) in &kind.modes {
            out.line(&format!("    {mode:<16} {gloss}"))?;
        }
    }
    out.line("  tells one, by the words in brackets:")?;
    for sentence in &kind.yes {
        out.line(&format!("    {sentence}"))?;
    }
    out.line("  looks like one and is none:")?;
    for sentence in &kind.no {
        out.line(&format!("    {sentence}"))?;
    }
    Ok(true)
}

fn mode(out: &mut Out, lexicon: &Lexicon, code: &str) -> Result<bool, Failure> {
    let mut found = false;
    for (kind, of) in lexicon.events.iter() {
        for (mode, gloss) in of.modes.iter().filter(|(m, _)| m.eq_ignore_ascii_case(code)) {
            out.line(&format!("{mode} (mode of {kind}): {gloss}"))?;
            found = true;
        }
    }
    Ok(found)
}

/// The record with its words, then what the model and the rules say when they read the text again.
fn record(common: &Common, out: &mut Out, key: &str) -> Result<u8, Failure> {
    let plan = Plan::new(common)?;
    let shown = match show(&plan.desk, &plan.lexicon, key)? {
        Shown::Record(shown) => shown,
        _ => return Err(Failure::Said(format!("`{key}` is no record: see it with `khabar show {key}`"))),
    };
    super::show::record(out, &shown)?;
    let Some(at) = base(&shown.record) else { return Ok(0) };
    let document = plan.desk.document(&at.doc.0)?;
    let text = plan.desk.text(at.doc)?;
    let khabar = Khabar::bundled()?;
    let doc = khabar.code(again(&document.record, text)).doc;
    out.line("")?;
    let same = if document.reader == khabar.reader() { "the same reader" } else { "another reader than the one that coded it" };
    out.line(&format!("Read again by {} ({same}):", khabar.reader()))?;
    let lines = findings(&doc, &shown.record);
    if lines.is_empty() {
        out.line("  nothing is found at these words now: the reader, or the facts given with the document, have changed")?;
    }
    for line in lines {
        out.line(&format!("  {}", clean(&line)))?;
    }
    out.flush()?;
    Ok(0)
}

/// The stored text as a source, with the facts that were settled when it was added.
fn again(record: &DocumentRecord, text: String) -> Source {
    let given = Facts {
        title: record.title.clone(),
        publisher: record.publisher.clone(),
        authors: record.authors.clone(),
        date: record.date,
        date_source: record.date_source,
        genre: record.genre,
        language: record.language.clone(),
    };
    Source { given, ..Source::new(record.path.clone(), text) }
}

/// What the tables of a read document hold at a record's words.
fn findings(doc: &Doc, record: &Record) -> Vec<String> {
    let name = |e: usize| doc.entities.get(e).map_or("?", |c| c.name.as_str());
    let touches = |span: khabar_model::Span, chars: Chars| {
        let c = doc.chars(span);
        c.start < chars.end && chars.start < c.end
    };
    let words = |span| one_line(doc.words(span));
    let mut lines = Vec::new();
    match record {
        Record::Event(k) => {
            for act in doc.acts.iter().filter(|a| touches(a.trigger, k.body.trigger)) {
                lines.push(format!(
                    "trigger “{}”: {} {}, {}, model score {:.2}",
                    words(act.trigger),
                    act.kind,
                    mode_of(act),
                    act.status,
                    act.score
                ));
                lines.extend(act.parts.iter().map(|(part, e, p)| format!("{} {}: model score {p:.2}", part_name(*part), name(*e))));
                if let Some(time) = act.time.and_then(|t| doc.times.get(t)) {
                    lines.push(format!("date by the rules for times: “{}” means {}{}", words(time.span), time.value, meant(time, doc)));
                }
            }
        }
        Record::Statement(k) => {
            for a in doc.attributions.iter().filter(|a| touches(a.content, k.span)) {
                let cue = a.cue.map_or_else(|| "no cue".to_owned(), |c| format!("cue “{}”", words(c)));
                lines.push(format!("{} by {}, {cue}, {}, model score {:.2}", a.stance, voice(doc, &a.source), a.form, a.score));
            }
        }
        Record::Commitment(k) => lines.extend(doc.promises.iter().filter(|p| touches(p.span, k.span)).map(|p| {
            let conditional = if p.conditional { ", with a condition" } else { "" };
            format!("promise “{}”{conditional}, model score {:.2}", words(p.span), p.score)
        })),
        Record::Assessment(k) => lines.extend(
            doc.judgements
                .iter()
                .filter(|j| touches(j.span, k.span))
                .map(|j| format!("{} by {}, model score {:.2}", j.kind, voice(doc, &j.by), j.score)),
        ),
        Record::Measure(k) => lines.extend(doc.amounts.iter().filter(|a| touches(a.span, k.span)).map(|a| {
            let unit = a.unit.as_deref().unwrap_or("no unit");
            format!("amount by the rules for numbers: “{}” is {:?} (low {:?}, high {:?}), {unit}", words(a.span), a.value, a.low, a.high)
        })),
        Record::Relation(k) => lines.extend(
            doc.ties
                .iter()
                .filter(|t| touches(t.span, k.span))
                .map(|t| format!("{} {} {}: “{}”, score {:.2}", name(t.subject), t.predicate, name(t.object), words(t.span), t.score)),
        ),
        Record::Document(_) | Record::Entity(_) | Record::Story(_) => {}
    }
    lines
}

fn mode_of(act: &khabar_model::Act) -> &str {
    act.mode.as_deref().unwrap_or("no mode")
}

fn meant(time: &khabar_model::Time, doc: &Doc) -> String {
    let when = time.when.map_or_else(String::new, |w| format!(", {w}"));
    doc.facts.date.map_or_else(|| when.clone(), |d| format!("{when} (the document is of {d})"))
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Actor => "actor",
        Part::Recipient => "recipient",
        Part::Place => "place",
    }
}
