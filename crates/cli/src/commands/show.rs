//! `show`: one thing in full.

use crate::args::{Common, ShowArgs, ShowFormat};
use crate::failure::Failure;
use crate::output::Out;
use crate::plan::Plan;
use anstyle::{AnsiColor, Style};
use khabar::views::brief::source_line;
use khabar::views::picture::{base, joined, one_line};
use khabar::views::show::{Context, Line, Shown, ShownDocument, ShownEntity, ShownRecord, ShownStory, family, show};
use khabar_model::{DateSource, Record};
use serde_json::json;

const HEAD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const MARK: Style = AnsiColor::Yellow.on_default().bold();

pub fn run(common: &Common, args: &ShowArgs) -> Result<u8, Failure> {
    let mut plan = Plan::new(common)?;
    let shown = show(&plan.desk, &plan.lexicon, &args.key)?;
    match (args.format, &shown) {
        (ShowFormat::Text, Shown::Record(r)) => record(&mut plan.out, r)?,
        (ShowFormat::Text, Shown::Entity(e)) => entity(&mut plan.out, e)?,
        (ShowFormat::Text, Shown::Document(d)) => document(&mut plan.out, d)?,
        (ShowFormat::Text, Shown::Story(s)) => story(&mut plan.out, s)?,
        (ShowFormat::Json, Shown::Record(r)) => plan.out.json(r)?,
        (ShowFormat::Json, Shown::Entity(e)) => plan.out.json(e)?,
        (ShowFormat::Json, Shown::Story(s)) => plan.out.json(s)?,
        (ShowFormat::Json, Shown::Document(d)) => {
            let notes: Vec<_> =
                d.notes.iter().map(|n| json!({"code": n.code, "message": n.message, "span": n.span, "help": n.help})).collect();
            let value = json!({"document": Record::Document(d.document.record.clone()), "reader": d.document.reader, "added_at": d.document.added_at,
                "paths": d.document.paths, "superseded_by": d.document.superseded_by, "notes": notes, "counts": d.counts, "records": d.records});
            plan.out.json(&value)?;
        }
    }
    plan.out.flush()?;
    Ok(0)
}

/// A record's sentence, words, source and fields.
pub fn record(out: &mut Out, shown: &ShownRecord) -> std::io::Result<()> {
    out.styled(HEAD, &shown.what)?;
    out.line("")?;
    quote(out, &shown.context)?;
    out.line("")?;
    field(out, "source", &source_line(&shown.source))?;
    field(out, "place", &format!("{}, characters {} to {}", shown.source.path, shown.source.span.start, shown.source.span.end))?;
    field(out, "said by", &joined(&shown.said_by))?;
    if let Some(base) = base(&shown.record) {
        field(out, "confidence", &format!("{:.2}", base.confidence))?;
        field(out, "id", &format!("{} ({})", base.id, family(&shown.record).as_str()))?;
    }
    for (name, value) in details(&shown.record) {
        field(out, name, &value)?;
    }
    Ok(())
}

/// The sentence with its words marked, between its neighbours.
fn quote(out: &mut Out, c: &Context) -> std::io::Result<()> {
    let mut line = String::from("  ");
    line.push_str(&out.paint(DIM, &spaced(&c.before)));
    line.push_str(&crate::output::clean(&spaced(&c.head)));
    // Without colour the marks must still be seen.
    line.push_str(&if out.color { out.paint(MARK, &c.words) } else { crate::output::clean(&format!("»{}«", c.words)) });
    let tail = if c.tail.starts_with(|first: char| first.is_alphanumeric()) { format!(" {}", c.tail) } else { c.tail.clone() };
    line.push_str(&crate::output::clean(&tail));
    if !c.after.is_empty() {
        line.push_str(&out.paint(DIM, &format!(" {}", c.after)));
    }
    out.raw(&format!("{line}\n"))
}

fn spaced(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("{words} ") }
}

fn field(out: &mut Out, name: &str, value: &str) -> std::io::Result<()> {
    if value.is_empty() {
        return Ok(());
    }
    let name = out.paint(DIM, &format!("{name:<11}"));
    out.raw(&format!("  {name} {}\n", crate::output::clean(&one_line(value))))
}

/// What the sentence does not say.
fn details(record: &Record) -> Vec<(&'static str, String)> {
    let text = |o: &Option<String>| o.clone().unwrap_or_default();
    match record {
        Record::Event(k) => {
            let e = &k.body;
            let date = match (&e.date, &e.date_text) {
                (Some(d), Some(t)) => format!("{d} (“{t}”)"),
                (Some(d), None) => d.to_string(),
                (None, Some(t)) => format!("not known (“{t}”)"),
                (None, None) => "not known".to_owned(),
            };
            let kind = e.mode.as_ref().map_or_else(|| e.kind.clone(), |m| format!("{} {m}", e.kind));
            let story = e.story.as_ref().map_or_else(String::new, ToString::to_string);
            vec![("type", kind), ("status", e.status.to_string()), ("date", date), ("story", story)]
        }
        Record::Statement(k) => vec![("stance", k.body.stance.to_string()), ("form", k.body.form.to_string())],
        Record::Commitment(k) => {
            let evidence: Vec<&str> = k.body.evidence.iter().map(|e| e.0.as_str()).collect();
            vec![("status", k.body.status.to_string()), ("condition", text(&k.body.condition)), ("evidence", evidence.join(", "))]
        }
        Record::Assessment(k) => vec![("type", k.body.kind.to_string())],
        _ => Vec::new(),
    }
}

fn entity(out: &mut Out, shown: &ShownEntity) -> std::io::Result<()> {
    let e = &shown.entity;
    out.styled(HEAD, &e.name)?;
    field(out, "type", e.kind.as_str())?;
    field(out, "country", e.country.as_deref().unwrap_or(""))?;
    field(out, "sector", e.sector.as_deref().unwrap_or(""))?;
    let others: Vec<&str> = e.aliases.iter().map(String::as_str).filter(|a| *a != e.name).collect();
    field(out, "also called", &others.join(", "))?;
    field(out, "mentions", &e.mentions.len().to_string())?;
    field(out, "id", &e.id.0)?;
    lines(out, &shown.records)
}

fn document(out: &mut Out, shown: &ShownDocument) -> std::io::Result<()> {
    let d = &shown.document.record;
    out.styled(HEAD, d.title.as_deref().unwrap_or(&d.path))?;
    field(out, "publisher", d.publisher.as_deref().unwrap_or("not known"))?;
    field(out, "authors", &d.authors.join(", "))?;
    let how = match d.date_source {
        Some(DateSource::Printed) => " (printed)",
        Some(DateSource::Given) => " (given)",
        Some(DateSource::Inferred) => " (inferred)",
        None => "",
    };
    field(out, "date", &d.date.map_or_else(|| "not known".to_owned(), |date| format!("{date}{how}")))?;
    field(out, "genre", d.genre.map_or("", |g| g.as_str()))?;
    field(out, "language", d.language.as_deref().unwrap_or(""))?;
    field(out, "found at", &shown.document.paths.join(", "))?;
    field(out, "read by", &shown.document.reader)?;
    field(out, "added", &shown.document.added_at)?;
    if let Some(newer) = &shown.document.superseded_by {
        field(out, "replaced by", &newer.0)?;
    }
    field(out, "id", &d.id.0)?;
    let counts: Vec<String> = shown.counts.iter().map(|(family, n)| format!("{n} {family}{}", if *n == 1 { "" } else { "s" })).collect();
    field(out, "records", &counts.join(", "))?;
    for note in &shown.notes {
        field(
            out,
            "note",
            &format!("{} {}{}", note.code, note.message, note.help.as_ref().map_or_else(String::new, |h| format!("; {h}"))),
        )?;
    }
    lines(out, &shown.records)
}

fn story(out: &mut Out, shown: &ShownStory) -> std::io::Result<()> {
    let s = &shown.story;
    out.styled(HEAD, &s.title)?;
    field(out, "type", &s.kind)?;
    field(out, "date", &s.date.map_or_else(String::new, |d| d.to_string()))?;
    field(out, "place", s.place.as_deref().unwrap_or(""))?;
    field(out, "told by", &format!("{} origins, {} outlets", s.origins, s.outlets))?;
    field(out, "id", &s.id.0)?;
    lines(out, &shown.records)
}

fn lines(out: &mut Out, lines: &[Line]) -> std::io::Result<()> {
    if !lines.is_empty() {
        out.line("")?;
    }
    for line in lines {
        let id = out.paint(DIM, &super::columns::short(&line.id));
        out.raw(&format!("  {id}  {:.2}  {}\n", line.confidence, crate::output::clean(&one_line(&line.what))))?;
    }
    Ok(())
}
