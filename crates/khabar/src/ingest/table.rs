//! Tables of articles: CSV rows, JSON lines, JSON arrays. Every row with a text is a source.

use super::facts::Fields;
use super::names::NAMES;
use super::read::Ingested;
use super::{Format, IngestError, Options, html};
use khabar_model::{Facts, Note, Source};
use serde_json::Value;

/// Reads a CSV file with a header row; the third row becomes `name#3`. Rows that fail are errors with their line.
pub fn csv(name: &str, text: &str, options: &Options, out: &mut Ingested) -> Result<(), IngestError> {
    let first = text.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
    let delimiter = [b',', b'\t', b';', b'|'].into_iter().max_by_key(|d| first.bytes().filter(|b| b == d).count()).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let have: Vec<String> = reader.headers().map(|h| h.iter().map(|c| c.trim().to_string()).collect()).unwrap_or_default();
    check_columns(name, &have, options)?;
    for (i, record) in reader.records().enumerate() {
        let path = format!("{name}#{}", i + 1);
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(i as u64 + 2, |p| p.line());
                out.errors.push(IngestError::Line { path: name.to_string(), line, why: "is no row of this table".to_string() });
                continue;
            }
        };
        let row = Row { cells: have.iter().cloned().zip(record.iter().map(str::to_string)).collect() };
        let line = record.position().map_or(0, |p| p.line());
        let extra = record.len() > have.len();
        if extra {
            let why = format!("has {} cells where the header names {}", record.len(), have.len());
            out.errors.push(IngestError::Line { path: name.to_string(), line, why });
            continue;
        }
        row.keep(name, &path, line, options, out);
    }
    Ok(())
}

/// Is every mapped column there, and is there a column for the text?
fn check_columns(name: &str, have: &[String], options: &Options) -> Result<(), IngestError> {
    let missing = |column: &str| IngestError::NoColumn { path: name.to_string(), column: column.to_string(), have: have.to_vec() };
    for (_, column) in options.columns.pairs() {
        if !have.iter().any(|h| h.eq_ignore_ascii_case(column)) {
            return Err(missing(column));
        }
    }
    let known = |h: &String| NAMES.columns.text.contains(&h.to_lowercase()) || NAMES.columns.html.contains(&h.to_lowercase());
    let text = options.columns.pairs().any(|(field, _)| field == "text") || have.iter().any(known);
    if text { Ok(()) } else { Err(missing("text")) }
}

/// Reads JSON lines, a JSON array, or one JSON object that is an article or holds a list of them.
/// In JSON lines the article of line 17 becomes `name#17`; in an array the third one `name#3`.
pub fn json(name: &str, text: &str, options: &Options, out: &mut Ingested) -> Result<(), IngestError> {
    if let Some(items) = whole(text) {
        for (i, item) in items.iter().enumerate() {
            object(name, i as u64 + 1, item, options, out);
        }
        return Ok(());
    }
    let (before, errors) = (out.sources.len(), out.errors.len());
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = i as u64 + 1;
        match serde_json::from_str::<Value>(line) {
            Ok(value) => object(name, number, &value, options, out),
            Err(error) => out.errors.push(IngestError::Line { path: name.to_string(), line: number, why: no_json(&error) }),
        }
    }
    if out.sources.len() > before || text.trim_start().starts_with('{') && text.lines().count() > 1 && !looks_pretty(text) {
        return Ok(());
    }
    out.errors.truncate(errors);
    let why =
        serde_json::from_str::<Value>(text).err().map_or_else(|| "it holds no articles".to_string(), |e| format!("it {}", no_json(&e)));
    Err(IngestError::broken(name, Format::Json, why, "repair it, or give one JSON object a line"))
}

/// Is this one object over many lines rather than one a line?
fn looks_pretty(text: &str) -> bool {
    matches!(text.trim_start().lines().next().map(str::trim), Some("{" | "["))
}

/// The articles of a text that is one JSON value; None where it is not one, or is a single line of JSON lines.
fn whole(text: &str) -> Option<Vec<Value>> {
    match serde_json::from_str::<Value>(text).ok()? {
        Value::Array(items) => Some(items),
        Value::Object(mut object) => {
            let list = NAMES.columns.lists.iter().find(|key| object.get(*key).is_some_and(Value::is_array));
            match list.and_then(|key| object.remove(key)) {
                Some(Value::Array(items)) => Some(items),
                _ => Some(vec![Value::Object(object)]),
            }
        }
        _ => None,
    }
}

fn no_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    format!("is no JSON (column {}: {what})", error.column())
}

fn object(name: &str, line: u64, value: &Value, options: &Options, out: &mut Ingested) {
    let Value::Object(object) = value else {
        let why = "is no JSON object with the keys of an article".to_string();
        return out.errors.push(IngestError::Line { path: name.to_string(), line, why });
    };
    let mut cells = Vec::new();
    for (key, value) in object {
        spread(key, value, &mut cells);
    }
    Row { cells }.keep(name, &format!("{name}#{line}"), line, options, out);
}

/// A value as (key, text) cells: lists repeat the key, objects give their name and `key.inner` cells.
fn spread(key: &str, value: &Value, cells: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) => cells.push((key.to_string(), text.clone())),
        Value::Array(items) => items.iter().for_each(|item| spread(key, item, cells)),
        Value::Object(object) => {
            if let Some(Value::String(name)) = object.get("name") {
                cells.push((key.to_string(), name.clone()));
            }
            object.iter().filter(|(_, v)| !v.is_object()).for_each(|(inner, v)| spread(&format!("{key}.{inner}"), v, cells));
        }
        other => cells.push((key.to_string(), other.to_string())),
    }
}

/// One article as named cells.
struct Row {
    cells: Vec<(String, String)>,
}

impl Row {
    fn value(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(c, v)| c.eq_ignore_ascii_case(column) && !v.trim().is_empty()).map(|(_, v)| v.as_str())
    }

    /// The column mapped to `field`, else the likeliest by name.
    fn field(&self, field: &str, names: &[String], options: &Options) -> Option<&str> {
        match options.columns.pairs().find(|(f, _)| *f == field) {
            Some((_, column)) => self.value(column),
            None => names.iter().find_map(|name| self.value(name)),
        }
    }

    /// Keeps the row as a source, or says why it is none.
    fn keep(&self, name: &str, path: &str, line: u64, options: &Options, out: &mut Ingested) {
        let columns = &NAMES.columns;
        let html = || columns.html.iter().find_map(|name| self.value(name));
        let Some(text) = self.field("text", &columns.text, options).or_else(html) else {
            let keys = self.cells.iter().map(|(c, _)| c.as_str()).collect::<Vec<_>>();
            let why = match options.columns.pairs().find(|(f, _)| *f == "text") {
                Some((_, column)) => format!("has no text under {column}"),
                None if keys.is_empty() => "is empty".to_string(),
                None => format!("has no text (it has {})", keys.join(", ")),
            };
            return out.errors.push(IngestError::Line { path: name.to_string(), line, why });
        };
        let marked_up = text.trim_start().starts_with('<') && text.contains("</");
        let mut source = if marked_up { html::fragment(text).source(path) } else { Source::new(path, text) };
        source.container = self.facts(options);
        if let Some(date) = self.field("date", &columns.date, options).filter(|_| source.container.date.is_none()) {
            out.note(path, Note::warning("I002", format!("`{date}` is no date that khabar reads")).help("write it as YYYY-MM-DD"));
        }
        out.sources.push(source);
    }

    fn facts(&self, options: &Options) -> Facts {
        let mut fields = Fields::default();
        for (column, value) in &self.cells {
            let mapped = options.columns.pairs().find(|(_, c)| c.eq_ignore_ascii_case(column)).map(|(field, _)| field);
            let hidden =
                options.columns.pairs().any(|(field, _)| mapped != Some(field) && NAMES.columns.of(field).contains(&column.to_lowercase()));
            match mapped {
                Some(field) => fields.add(field, value),
                None if !hidden => fields.add(column, value),
                None => {}
            }
        }
        let mut facts = fields.facts();
        if facts.date.is_none() {
            let stamp = self.field("date", &NAMES.columns.date, options).and_then(epoch);
            facts.date = stamp;
            facts.date_source = stamp.map(|_| khabar_model::DateSource::Printed);
        }
        facts
    }
}

/// Seconds or milliseconds since 1970, as exports write them: the day in UTC.
fn epoch(text: &str) -> Option<khabar_model::When> {
    let number: i64 = text.trim().parse().ok()?;
    let seconds = match text.trim().len() {
        9..=10 => number,
        12..=13 => number / 1000,
        _ => return None,
    };
    let day = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    Some(khabar_model::When::day(day))
}
