//! `bench`: the reader's figures on public sets and marked reports beside those that others published.

use crate::args::{BenchCommand, BenchFormat, BenchReaderArgs, Common, Format};
use crate::failure::{Failure, NOTHING_DONE, SOME_FAILED};
use crate::output::{Cell, Head, Out, Row, clean};
use khabar_bench::{ConfidenceRow, HeadRow, Options, Table, reader};
use khabar_lexicon::Lexicon;
use std::io::Write;

pub fn run(common: &Common, command: &BenchCommand) -> Result<u8, Failure> {
    match command {
        BenchCommand::Reader(args) => run_reader(common, args),
    }
}

fn run_reader(common: &Common, args: &BenchReaderArgs) -> Result<u8, Failure> {
    let model = khabar_bench::model(args.model.as_deref())?;
    let options = Options { folders: args.data.clone(), split: args.split.clone(), jobs: args.jobs };
    let table = reader(&options, &model, &Lexicon::bundled()?)?;
    let mut out = Out::new(common);
    match args.format {
        BenchFormat::Json => out.json(&table)?,
        BenchFormat::Text => print(&mut out, &table)?,
    }
    out.flush()?;
    for problem in &table.problems {
        let _ = writeln!(std::io::stderr(), "khabar: {}", clean(problem));
    }
    Ok(match (table.problems.is_empty(), table.rows.is_empty()) {
        (true, _) => 0,
        (false, false) => SOME_FAILED,
        (false, true) => NOTHING_DONE,
    })
}

fn print(out: &mut Out, table: &Table) -> Result<(), Failure> {
    out.line(&format!("Model {}; figures are shares from 0 to 1", table.model))?;
    part(out, "", &table.rows)?;
    part(out, "Heads on marked reports", &table.heads)?;
    part(out, "Event types on marked reports", &table.types)?;
    part(out, "Confidence on marked reports", &table.confidence)?;
    for note in &table.notes {
        out.line(&format!("\n{}: {}", note.set, note.words))?;
    }
    Ok(())
}

/// A heading and its rows, where there are any.
fn part<R: Row>(out: &mut Out, heading: &str, rows: &[R]) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    out.line("")?;
    if !heading.is_empty() {
        out.line(heading)?;
    }
    Ok(out.rows(rows, Format::Table)?)
}

fn share(x: Option<f64>) -> Cell {
    Cell::new(x.map_or_else(|| "–".to_owned(), |x| format!("{x:.3}")))
}

fn count(n: Option<usize>) -> Cell {
    Cell::new(n.map_or_else(|| "–".to_owned(), |n| n.to_string()))
}

impl Row for khabar_bench::Row {
    const HEADS: &'static [Head] = &[
        Head::Fixed("Set"),
        Head::Fixed("Split"),
        Head::Number("Items"),
        Head::Text("Metric"),
        Head::Number("Ours"),
        Head::Number("Published"),
        Head::Number("Aim"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[];
    fn cells(&self) -> Vec<Cell> {
        let items = count(Some(self.items));
        let words = [&self.set, &self.split].map(Cell::new);
        let figures = [share(self.ours), share(self.published), share(self.aim)];
        words.into_iter().chain([items, Cell::new(&self.metric)]).chain(figures).collect()
    }
}

impl Row for HeadRow {
    const HEADS: &'static [Head] =
        &[Head::Text("Head"), Head::Fixed("Measure"), Head::Number("Value"), Head::Number("P"), Head::Number("R"), Head::Number("Support")];
    const CSV: &'static [(&'static str, &'static str)] = &[];
    fn cells(&self) -> Vec<Cell> {
        let figures = [share(Some(self.value)), share(self.precision), share(self.recall), count(self.support)];
        [Cell::new(&self.head), Cell::new(self.measure)].into_iter().chain(figures).collect()
    }
}

impl Row for ConfidenceRow {
    const HEADS: &'static [Head] = &[
        Head::Fixed("Family"),
        Head::Number("Error"),
        Head::Number("Findings"),
        Head::Text("Mean confidence: share right (findings), by tenths"),
    ];
    const CSV: &'static [(&'static str, &'static str)] = &[];
    fn cells(&self) -> Vec<Cell> {
        let bins: Vec<String> = self.bins.iter().map(|(x, y, n)| format!("{x:.2}: {y:.2} ({n})")).collect();
        vec![Cell::new(&self.family), share(Some(self.error)), count(Some(self.findings)), Cell::new(bins.join(", "))]
    }
}
