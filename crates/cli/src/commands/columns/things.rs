//! Measures, parties and documents.

use super::{confidence, names, or_dash, short, words};
use crate::output::{Cell, Head, Row};
use khabar::views::actors::ActorRow;
use khabar::views::picture::one_line;
use khabar::views::rows::MeasureRow;
use khabar::views::saying::amount;
use khabar_model::{DateSource, DocumentRecord};

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
