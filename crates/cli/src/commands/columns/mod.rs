//! How each kind of row looks as a table and as CSV: what columns share; one file a group of rows.

mod acts;
mod sayings;
mod things;

use crate::output::{Cell, Paint};
use khabar::views::picture::{Citation, Named, one_line};
use khabar::views::telling::marked;
use khabar::views::timeline::Entry;
use khabar_model::{DateSource, RecordId, Status, When};

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
        text = marked(&text, &format!("{} origins", entry.origins));
    }
    text
}
