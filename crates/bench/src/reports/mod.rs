//! Marked reports (`corpus/MARKUP.md`): every head of the reader on texts whose every mark is known.

mod decide;
mod gold;
mod marks;
mod records;
mod score;
mod tally;

use std::path::PathBuf;

use khabar_encoder::Model;
use khabar_lexicon::Lexicon;
use rayon::prelude::*;

use crate::error::{BenchError, File};
use crate::folder::DEV;
pub(crate) use marks::Report;
pub(crate) use tally::Tally;

/// Families (writers and genres) of which no report is trained on.
const HELD_OUT: &str = include_str!("../../../../corpus/held-out.txt");

/// Name of the reports in the table.
pub(crate) const SET: &str = "reports";

/// The split that is every report not held out.
const TRAIN: &str = "train";

/// What was read of the reports, and what was measured on them.
#[derive(Default)]
pub(crate) struct Measured {
    pub split: String,
    pub items: usize,
    /// Reports longer than the model takes: what lies behind is not counted.
    pub cut: usize,
    pub tally: Tally,
    pub problems: Vec<BenchError>,
}

/// Measures the reports of the XML files; other XML files are passed over.
pub(crate) fn measure(files: &[PathBuf], split: &str, model: &Model, lexicon: &Lexicon) -> Measured {
    let mut out = Measured { split: name(split), ..Measured::default() };
    let mut reports = Vec::new();
    for path in files {
        match File::read(path).and_then(|file| marks::reports(&file)) {
            Ok(found) => reports.extend(found.into_iter().filter(|r| chosen(r, split))),
            Err(problem) => out.problems.push(problem),
        }
    }
    let scored: Vec<(Tally, bool)> = reports
        .par_iter()
        .enumerate()
        .map(|(i, r)| {
            let (mut tally, cut) = score::score(r, unfitted(i, split), model, lexicon);
            records::score(r, unfitted(i, split), model, lexicon, &mut tally);
            (tally, cut)
        })
        .collect();
    out.items = scored.len();
    for (tally, cut) in &scored {
        out.tally.merge(tally);
        out.cut += usize::from(*cut);
    }
    out
}

/// How reports are measured, for the table.
pub(crate) fn note(measured: &Measured) -> String {
    let mut words = "marked reports; spans match at half overlap, triggers at any, \"exact\" means the same words; told arguments \
                     are named in the trigger's sentence, inferred ones are not; event types and confidence want type and place right; \
                     records are what `khabar add` would keep, relations with both parties right"
        .to_owned();
    if measured.split == name(DEV) {
        words += "; confidence is counted on every other report, as its maps may be fitted on the rest";
    }
    if measured.cut > 0 {
        words += &format!("; {} reports are longer than the model reads at once, their ends are not counted", measured.cut);
    }
    words
}

/// Confidence is fitted on the even held-out reports and measured on the odd ones (`train/evaluate.py`).
fn unfitted(i: usize, split: &str) -> bool {
    split != DEV || i % 2 == 1
}

fn chosen(report: &Report, split: &str) -> bool {
    match split {
        DEV => held_out(report),
        TRAIN => !held_out(report),
        _ => true,
    }
}

/// Whole families, and of the others the numbers divisible by ten.
fn held_out(report: &Report) -> bool {
    let families = HELD_OUT.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    report.number.is_multiple_of(10) || families.into_iter().any(|f| f == report.family)
}

fn name(split: &str) -> String {
    match split {
        DEV => "held out".to_owned(),
        TRAIN => "not held out".to_owned(),
        _ => "all".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_is_held_out() {
        let report = |number| Report { family: "desk".into(), number, ..Report::default() };
        let of = |split: &str| (1..=20).filter(|&n| chosen(&report(n), split)).count();
        assert_eq!((of("dev"), of("train"), of("all")), (2, 18, 20));
    }
}
