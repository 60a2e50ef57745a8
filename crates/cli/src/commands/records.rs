//! `records`: everything that matches, in the exchange format.

use crate::args::{Common, Format, ListArgs};
use crate::failure::Failure;
use crate::output::{Cell, Head, Row};
use crate::plan::{self, Plan};
use khabar::views::Picture;
use khabar::views::picture::{base, one_line};
use khabar::views::saying::say;
use khabar::views::show::family;
use khabar_model::Record;
use serde::Serialize;

/// A record in the exchange format; `what` is for the table.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    record: Record,
    #[serde(skip)]
    what: String,
}

impl Row for Line {
    const HEADS: &'static [Head] = &[Head::Fixed("Kind"), Head::Text("What"), Head::Number("P"), Head::Fixed("Id")];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("kind", "kind"),
        ("id", "id"),
        ("doc", "doc"),
        ("start", "span.0"),
        ("end", "span.1"),
        ("type", "type"),
        ("confidence", "confidence"),
        ("record", ""),
    ];
    fn cells(&self) -> Vec<Cell> {
        let confidence = base(&self.record).map_or_else(String::new, |b| format!("{:.2}", b.confidence));
        vec![
            Cell::new(family(&self.record).as_str()),
            Cell::new(self.what.clone()),
            Cell::new(confidence),
            Cell::dim(id(&self.record).chars().take(10).collect::<String>()),
        ]
    }
}

/// `records` leaves nothing out unless `--min-confidence` is given.
pub fn run(common: &Common, args: &ListArgs) -> Result<u8, Failure> {
    let mut plan = Plan::new(common)?;
    // Units are open words, so an unknown type may still be one.
    let filter = plan.filter(&args.filter, &[], &[])?;
    let records = plan.desk.all(&filter)?;
    if let (true, Some(kind)) = (records.is_empty(), &args.filter.kind) {
        plan::known(kind, &plan::all_kinds(&plan.lexicon))?;
    }
    match args.format.unwrap_or(Format::Jsonl) {
        Format::Jsonl => {
            for record in &records {
                let line = serde_json::to_string(record).map_err(std::io::Error::from)?;
                plan.out.raw(&line)?;
                plan.out.raw("\n")?;
            }
            plan.out.flush()?;
        }
        Format::Csv => csv(&mut plan, records)?,
        format => {
            let mut picture = Picture::names(&plan.desk)?;
            let mut rows = Vec::new();
            for record in records {
                if let Some(at) = base(&record)
                    && format == Format::Table
                {
                    picture.fetch_text(&plan.desk, at.doc)?;
                }
                let what = say(&record, &mut picture, &plan.lexicon).unwrap_or_else(|| name(&record));
                rows.push(Line { record, what });
            }
            plan.out.rows(&rows, format)?;
        }
    }
    Ok(0)
}

fn csv(plan: &mut Plan, records: Vec<Record>) -> Result<(), Failure> {
    let rows: Vec<Line> = records.into_iter().map(|record| Line { record, what: String::new() }).collect();
    plan.out.rows(&rows, Format::Csv)?;
    Ok(())
}

fn id(record: &Record) -> &str {
    match record {
        Record::Document(d) => &d.id.0,
        Record::Entity(e) => &e.id.0,
        Record::Story(s) => &s.id.0,
        other => base(other).map_or("", |b| &b.id.0),
    }
}

fn name(record: &Record) -> String {
    match record {
        Record::Document(d) => d.title.as_deref().map_or_else(|| d.path.clone(), one_line),
        Record::Entity(e) => e.name.clone(),
        Record::Story(s) => s.title.clone(),
        _ => String::new(),
    }
}
