//! Timeline entries, events and relations.

use super::{confidence, date, names, or_dash, short, source, status_paint, told};
use crate::output::{Cell, Head, Paint, Row};
use khabar::views::rows::{EventRow, RelationRow};
use khabar::views::saying::tie;
use khabar::views::timeline::Entry;
use khabar_model::RelationStatus;

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
