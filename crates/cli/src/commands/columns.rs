//! How each kind of row looks as a table and as CSV.

use crate::output::{Cell, Head, Paint, Row};
use khabar::views::picture::{Citation, Named, one_line};
use khabar::views::rows::{AssessmentRow, CommitmentRow, EventRow, MeasureRow, RelationRow, StatementRow};
use khabar::views::saying::{amount, tie};
use khabar::views::{actors::ActorRow, timeline::Entry};
use khabar_model::{CommitmentStatus, DateSource, DocumentRecord, RecordId, RelationStatus, Stance, Status, When};

/// Enough of an id to type: khabar takes the start of one.
pub fn short(id: &RecordId) -> String {
    id.0.chars().take(10).collect()
}

fn date(when: Option<When>) -> Cell {
    when.map_or_else(|| Cell::dim("undated"), |d| Cell::new(d.to_string()))
}

fn or_dash(text: Option<String>) -> Cell {
    text.filter(|t| !t.is_empty()).map_or_else(|| Cell::dim("–"), Cell::new)
}

fn names(list: &[Named]) -> Cell {
    or_dash(Some(list.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join(", ")))
}

fn confidence(p: f64) -> Cell {
    Cell::new(format!("{p:.2}"))
}

/// "Harbour Post 2020-06-25", else the path.
pub fn source(c: &Citation) -> String {
    let who = c.publisher.clone().unwrap_or_else(|| c.path.rsplit('/').next().unwrap_or(&c.path).to_owned());
    let mark = if c.date_source == Some(DateSource::Inferred) { "?" } else { "" };
    c.date.map_or_else(|| who.clone(), |d| format!("{who} {d}{mark}"))
}

/// The words of a place, shortened for a table.
fn words(c: &Citation) -> String {
    const MOST: usize = 220;
    let line = one_line(&c.words);
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{} …", line[..end].trim_end()),
        None => line,
    }
}

pub fn status_paint(status: Status) -> Paint {
    match status {
        Status::Occurred | Status::Ongoing => Paint::Plain,
        Status::Planned | Status::Threatened | Status::Hypothetical => Paint::Blue,
        Status::Denied | Status::Negated => Paint::Red,
    }
}

/// The sentence with what a reader must not miss: how real it is, who says so, from how many origins.
pub fn told(entry: &Entry) -> String {
    let mut text = entry.what.clone();
    // The sentence itself says what is denied, negated or threatened.
    if matches!(entry.status, Status::Ongoing | Status::Planned | Status::Hypothetical) {
        text.push_str(&format!(" [{}]", entry.status));
    }
    if !entry.said_by.is_empty() {
        text.push_str(&format!(", says {}", khabar::views::picture::joined(&entry.said_by)));
    }
    if entry.origins > 1 {
        text.push_str(&format!(" ({} origins)", entry.origins));
    }
    text
}

impl Row for Entry {
    const HEADS: &'static [Head] = &[Head::Fixed("Date"), Head::Text("What"), Head::Side("Source"), Head::Fixed("Id")];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("date", "date"),
        ("what", "what"),
        ("type", "type"),
        ("mode", "mode"),
        ("status", "status"),
        ("actors", "actors"),
        ("recipients", "recipients"),
        ("place", "place"),
        ("said_by", "said_by"),
        ("origins", "origins"),
        ("confidence", "confidence"),
        ("events", "events"),
        ("publisher", "sources.0.publisher"),
        ("title", "sources.0.title"),
        ("path", "sources.0.path"),
        ("start", "sources.0.span.0"),
        ("end", "sources.0.span.1"),
        ("words", "sources.0.words"),
    ];
    fn cells(&self) -> Vec<Cell> {
        vec![
            date(self.date),
            Cell::new(told(self)).paint(status_paint(self.status)),
            Cell::dim(self.sources.first().map(source).unwrap_or_default()),
            Cell::dim(self.events.first().map(short).unwrap_or_default()),
        ]
    }
}

impl Row for EventRow {
    const HEADS: &'static [Head] = &[
        Head::Fixed("Date"),
        Head::Side("Type"),
        Head::Fixed("Status"),
        Head::Text("Actors"),
        Head::Text("Recipients"),
        Head::Side("Place"),
        Head::Number("P"),
        Head::Fixed("Id"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("date", "date"),
        ("date_text", "date_text"),
        ("type", "type"),
        ("mode", "mode"),
        ("status", "status"),
        ("what", "what"),
        ("actors", "actors"),
        ("recipients", "recipients"),
        ("place", "place"),
        ("country", "country"),
        ("said_by", "said_by"),
        ("numbers", "numbers"),
        ("story", "story"),
        ("confidence", "confidence"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
        ("words", "source.words"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let kind = self.mode.as_ref().map_or_else(|| self.kind.clone(), |m| format!("{} {m}", self.kind));
        vec![
            date(self.date),
            Cell::new(kind),
            Cell::new(self.status.as_str()).paint(status_paint(self.status)),
            names(&self.actors),
            names(&self.recipients),
            or_dash(self.place.clone()),
            confidence(self.confidence),
            Cell::dim(short(&self.id)),
        ]
    }
}

impl Row for StatementRow {
    const HEADS: &'static [Head] =
        &[Head::Side("Who"), Head::Fixed("Stance"), Head::Text("Words"), Head::Side("Source"), Head::Number("P"), Head::Fixed("Id")];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("said_by", "said_by"),
        ("stance", "stance"),
        ("form", "form"),
        ("to", "to"),
        ("cue", "cue"),
        ("words", "source.words"),
        ("confidence", "confidence"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("date", "source.date"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let paint = match self.stance {
            Stance::Deny | Stance::Accuse | Stance::Doubt => Paint::Red,
            Stance::Promise => Paint::Blue,
            _ => Paint::Plain,
        };
        vec![
            Cell::new(self.said_by.clone()),
            Cell::new(self.stance.as_str()).paint(paint),
            Cell::new(words(&self.source)),
            Cell::dim(source(&self.source)),
            confidence(self.confidence),
            Cell::dim(short(&self.id)),
        ]
    }
}

impl Row for CommitmentRow {
    const HEADS: &'static [Head] = &[
        Head::Side("By"),
        Head::Side("To"),
        Head::Text("What"),
        Head::Fixed("Deadline"),
        Head::Fixed("Status"),
        Head::Number("P"),
        Head::Fixed("Id"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("by", "by"),
        ("to", "to"),
        ("what", "what"),
        ("condition", "condition"),
        ("made", "made"),
        ("deadline", "deadline"),
        ("status", "status"),
        ("evidence", "evidence"),
        ("confidence", "confidence"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
        ("words", "source.words"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let paint = match self.status {
            CommitmentStatus::Kept => Paint::Green,
            CommitmentStatus::Broken | CommitmentStatus::Withdrawn => Paint::Red,
            CommitmentStatus::Open | CommitmentStatus::Partly => Paint::Blue,
            CommitmentStatus::Unknown => Paint::Plain,
        };
        let condition = self.condition.as_ref().map_or_else(String::new, |c| format!(" (if: {c})"));
        vec![
            names(&self.by),
            names(&self.to),
            Cell::new(format!("{}{condition}", self.what)),
            or_dash(self.deadline.map(|d| d.to_string())),
            Cell::new(self.status.as_str()).paint(paint),
            confidence(self.confidence),
            Cell::dim(short(&self.id)),
        ]
    }
}

impl Row for MeasureRow {
    const HEADS: &'static [Head] =
        &[Head::Side("Amount"), Head::Text("Subject"), Head::Fixed("As of"), Head::Text("Words"), Head::Number("P"), Head::Fixed("Id")];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("value", "value"),
        ("low", "low"),
        ("high", "high"),
        ("approx", "approx"),
        ("qualifier", "qualifier"),
        ("unit", "unit"),
        ("subject", "subject"),
        ("entities", "entities"),
        ("as_of", "as_of"),
        ("confidence", "confidence"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("date", "source.date"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
        ("words", "source.words"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let subject = self.subject.clone().filter(|s| !s.is_empty());
        vec![
            Cell::new(amount(self)),
            subject.map_or_else(|| names(&self.entities), Cell::new),
            or_dash(self.as_of.map(|d| d.to_string())),
            Cell::dim(words(&self.source)),
            confidence(self.confidence),
            Cell::dim(short(&self.id)),
        ]
    }
}

impl Row for AssessmentRow {
    const HEADS: &'static [Head] = &[
        Head::Side("By"),
        Head::Fixed("Type"),
        Head::Text("Words"),
        Head::Side("Likelihood"),
        Head::Fixed("Horizon"),
        Head::Number("P"),
        Head::Fixed("Id"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("by", "by"),
        ("type", "type"),
        ("about", "about"),
        ("likelihood_words", "likelihood.words"),
        ("likelihood_low", "likelihood.low"),
        ("likelihood_high", "likelihood.high"),
        ("likelihood_scale", "likelihood.scale"),
        ("horizon", "horizon"),
        ("confidence", "confidence"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("date", "source.date"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
        ("words", "source.words"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let likelihood = self.likelihood.as_ref().map(|l| match (l.low, l.high) {
            (Some(low), Some(high)) => format!("{} ({:.0}–{:.0} %, {})", one_line(&l.words), low * 100.0, high * 100.0, l.scale),
            _ => format!("{} (unstated)", one_line(&l.words)),
        });
        vec![
            Cell::new(khabar::views::picture::joined(&self.by)),
            Cell::new(self.kind.as_str()),
            Cell::new(words(&self.source)),
            or_dash(likelihood),
            or_dash(self.horizon.map(|d| d.to_string())),
            confidence(self.confidence),
            Cell::dim(short(&self.id)),
        ]
    }
}

impl Row for RelationRow {
    const HEADS: &'static [Head] = &[
        Head::Text("Subject"),
        Head::Fixed("Tie"),
        Head::Text("Object"),
        Head::Fixed("Status"),
        Head::Side("Source"),
        Head::Number("P"),
        Head::Fixed("Id"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("subject", "subject"),
        ("predicate", "predicate"),
        ("object", "object"),
        ("status", "status"),
        ("confidence", "confidence"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("date", "source.date"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
        ("words", "source.words"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let paint = if self.status == RelationStatus::Asserted { Paint::Plain } else { Paint::Red };
        vec![
            Cell::new(self.subject.name.clone()),
            Cell::new(tie(self.predicate)),
            Cell::new(self.object.name.clone()),
            Cell::new(self.status.as_str()).paint(paint),
            Cell::dim(source(&self.source)),
            confidence(self.confidence),
            Cell::dim(short(&self.id)),
        ]
    }
}

impl Row for ActorRow {
    const HEADS: &'static [Head] = &[
        Head::Text("Name"),
        Head::Fixed("Type"),
        Head::Fixed("Country"),
        Head::Number("Acts"),
        Head::Number("Acted upon"),
        Head::Number("Says"),
        Head::Number("Mentions"),
        Head::Side("Also called"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("name", "name"),
        ("type", "type"),
        ("country", "country"),
        ("sector", "sector"),
        ("aliases", "aliases"),
        ("documents", "documents"),
        ("mentions", "mentions"),
        ("acts", "acts"),
        ("acted_upon", "acted_upon"),
        ("statements", "statements"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let others: Vec<&str> = self.aliases.iter().map(String::as_str).filter(|a| *a != self.name).take(4).collect();
        let count = |n: usize| Cell::new(n.to_string());
        vec![
            Cell::new(self.name.clone()),
            Cell::new(self.kind.as_str()),
            or_dash(self.country.clone()),
            count(self.acts),
            count(self.acted_upon),
            count(self.statements),
            count(self.mentions),
            Cell::dim(others.join(", ")),
        ]
    }
}

impl Row for DocumentRecord {
    const HEADS: &'static [Head] = &[
        Head::Fixed("Date"),
        Head::Side("Publisher"),
        Head::Text("Title"),
        Head::Fixed("Genre"),
        Head::Fixed("Lang"),
        Head::Side("Path"),
        Head::Fixed("Id"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("id", "id"),
        ("date", "date"),
        ("date_source", "date_source"),
        ("publisher", "publisher"),
        ("title", "title"),
        ("authors", "authors"),
        ("genre", "genre"),
        ("language", "language"),
        ("path", "path"),
        ("chars", "chars"),
        ("sha256", "sha256"),
    ];
    fn cells(&self) -> Vec<Cell> {
        let inferred = self.date_source == Some(DateSource::Inferred);
        vec![
            self.date.map_or_else(|| Cell::dim("undated"), |d| Cell::new(format!("{d}{}", if inferred { "?" } else { "" }))),
            or_dash(self.publisher.clone()),
            or_dash(self.title.as_deref().map(one_line)),
            or_dash(self.genre.map(|g| g.to_string())),
            or_dash(self.language.clone()),
            Cell::dim(self.path.clone()),
            Cell::dim(self.id.0.chars().take(9).collect::<String>()),
        ]
    }
}
