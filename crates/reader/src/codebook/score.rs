//! Precision, recall and F1 of triggers against marked sentences: a trigger is found where any word of it is.

use std::ops::Range;

use khabar_encoder::Model;
use serde::{Deserialize, Serialize};

use super::{Examples, Learned, runs};

/// Counts of triggers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Marked.
    pub told: usize,
    /// Marked and found.
    pub found: usize,
    /// Found where none is marked.
    pub wrong: usize,
}

impl Score {
    pub fn precision(self) -> f64 {
        ratio(self.found, self.found + self.wrong)
    }
    pub fn recall(self) -> f64 {
        ratio(self.found, self.told)
    }
    pub fn f1(self) -> f64 {
        ratio(2 * self.found, self.told + self.found + self.wrong)
    }

    /// Adds what was found in one sentence.
    pub(super) fn add(&mut self, told: &[Range<usize>], found: &[Range<usize>]) {
        let meet = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        self.told += told.len();
        self.found += told.iter().filter(|t| found.iter().any(|f| meet(t, f))).count();
        self.wrong += found.iter().filter(|f| !told.iter().any(|t| meet(t, f))).count();
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// A sentence that was not read as marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Index into the examples' lines.
    pub sentence: usize,
    /// Words of triggers that were not found.
    pub missed: Vec<String>,
    /// Words that were found where none are marked.
    pub wrong: Vec<String>,
}

/// What a learned type finds in marked sentences, and where it errs.
pub fn score(learned: &Learned, examples: &Examples, model: &Model) -> (Score, Vec<Wrong>) {
    let mut all = Score::default();
    let mut errors = Vec::new();
    for (i, line) in examples.lines.iter().enumerate() {
        let words = model.words(&line.text);
        let found = runs(&words.spans, &learned.probabilities(&words, &[]), learned.threshold);
        let found: Vec<Range<usize>> = found.iter().map(|(r, _)| words.spans[r.start].start..words.spans[r.end - 1].end).collect();
        all.add(&line.triggers, &found);
        let meet = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let alone = |these: &[Range<usize>], those: &[Range<usize>]| -> Vec<String> {
            these.iter().filter(|a| !those.iter().any(|b| meet(a, b))).map(|r| line.text[r.clone()].to_owned()).collect()
        };
        let (missed, wrong) = (alone(&line.triggers, &found), alone(&found, &line.triggers));
        if !missed.is_empty() || !wrong.is_empty() {
            errors.push(Wrong { sentence: i, missed, wrong });
        }
    }
    (all, errors)
}
