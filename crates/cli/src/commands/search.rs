//! `search`: sentences that hold the words, best first.

use crate::args::{Common, Format, SearchArgs};
use crate::failure::Failure;
use crate::output::{Cell, Head, Row};
use crate::plan::Plan;
use khabar::views::Citation;
use khabar::views::Picture;
use khabar::views::picture::one_line;
use khabar_model::Span;
use serde::Serialize;

#[derive(Serialize)]
struct Found {
    words: String,
    score: f64,
    #[serde(skip)]
    marks: Vec<Span>,
    source: Citation,
}

impl Row for Found {
    const HEADS: &'static [Head] = &[Head::Text("Sentence"), Head::Side("Source"), Head::Fixed("Document")];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("words", "words"),
        ("score", "score"),
        ("doc", "source.doc"),
        ("publisher", "source.publisher"),
        ("date", "source.date"),
        ("title", "source.title"),
        ("path", "source.path"),
        ("start", "source.span.0"),
        ("end", "source.span.1"),
    ];
    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::new(self.words.clone()),
            Cell::dim(super::columns::source(&self.source)),
            Cell::dim(self.source.doc.0.chars().take(9).collect::<String>()),
        ]
    }
}

pub fn run(common: &Common, args: &SearchArgs) -> Result<u8, Failure> {
    let mut plan = Plan::new(common)?;
    let filter = plan.filter(&args.list.filter, &[], &[])?;
    let hits = plan.desk.search(&args.words.join(" "), &filter)?;
    let mut picture = Picture::names(&plan.desk)?;
    let mut rows = Vec::new();
    for hit in hits {
        picture.fetch_text(&plan.desk, &hit.doc)?;
        rows.push(Found { source: picture.cite(&hit.doc, hit.span), words: hit.snippet, score: hit.score, marks: hit.marks });
    }
    match args.list.format.unwrap_or(Format::Table) {
        Format::Table => text(&mut plan, &rows)?,
        format => plan.out.rows(&rows, format)?,
    }
    if rows.is_empty() {
        plan.out.remark("no sentence on the desk holds these words");
    }
    Ok(0)
}

/// Each sentence with its matches in bold, and its source below.
fn text(plan: &mut Plan, rows: &[Found]) -> Result<(), Failure> {
    let (strong, dim) = (anstyle::Style::new().bold(), anstyle::Style::new().dimmed());
    for row in rows {
        let mut line = String::new();
        let mut at = 0;
        for mark in &row.marks {
            let (Some(before), Some(words)) = (row.words.get(at..mark.start), row.words.get(mark.start..mark.end)) else { continue };
            line.push_str(&crate::output::clean(before));
            line.push_str(&plan.out.paint(strong, words));
            at = mark.end;
        }
        line.push_str(&crate::output::clean(row.words.get(at..).unwrap_or("")));
        plan.out.raw(&one_line(&line))?;
        let s = &row.source;
        let source = format!("\n  {}, {}, characters {} to {}\n", khabar::views::brief::source_line(s), s.path, s.span.start, s.span.end);
        let source = plan.out.paint(dim, &source);
        plan.out.raw(&source)?;
    }
    plan.out.flush()?;
    Ok(())
}
