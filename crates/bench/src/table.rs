//! The table of `khabar bench reader`: plain data, for a terminal or as JSON. Figures are shares from 0 to 1.

use serde::Serialize;

use crate::metrics::{Accuracy, Calibration, Coreference, Prf};
use crate::published::Published;
use crate::reports;

/// Everything that was measured.
#[derive(Debug, Default, Serialize)]
pub struct Table {
    /// Name and version of the model.
    pub model: String,
    pub rows: Vec<Row>,
    /// Heads on marked reports.
    pub heads: Vec<HeadRow>,
    /// Event types on marked reports: triggers of the right type at the right place.
    pub types: Vec<HeadRow>,
    pub confidence: Vec<ConfidenceRow>,
    /// How each set was measured.
    pub notes: Vec<Note>,
    /// Files that could not be measured, a line each.
    pub problems: Vec<String>,
}

/// A figure beside what others published.
#[derive(Debug, Serialize)]
pub struct Row {
    pub set: String,
    /// What was measured: a split, or a part cut from train.
    pub split: String,
    pub items: usize,
    pub metric: String,
    /// `None` where the model lacks the set's heads.
    pub ours: Option<f64>,
    pub published: Option<f64>,
    pub aim: Option<f64>,
    /// Where the published figure is from.
    pub source: Option<String>,
}

/// A head or an event type on marked reports.
#[derive(Debug, Serialize)]
pub struct HeadRow {
    pub head: String,
    /// `F1`, `accuracy` or `CoNLL F1`.
    pub measure: &'static str,
    pub value: f64,
    pub precision: Option<f64>,
    pub recall: Option<f64>,
    /// How many there are in gold; none for coreference.
    pub support: Option<usize>,
}

/// Whether the confidence of a family is the share of right findings.
#[derive(Debug, Serialize)]
pub struct ConfidenceRow {
    pub family: String,
    /// Expected calibration error over ten bins.
    pub error: f64,
    pub findings: usize,
    /// Mean confidence, share right, findings of each bin that has some.
    pub bins: Vec<(f64, f64, usize)>,
}

#[derive(Debug, Serialize)]
pub struct Note {
    pub set: String,
    pub words: String,
}

/// Four digits are more than any figure has.
fn rounded(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}

impl Row {
    /// A figure with what is published of it; `ours` is none where the model lacks the heads.
    pub(crate) fn new(set: &str, split: &str, items: usize, metric: &str, ours: Option<f64>, published: &[Published]) -> Row {
        let known = published.iter().find(|p| p.set == set && p.metric == metric);
        Row {
            set: set.to_owned(),
            split: split.to_owned(),
            items,
            metric: metric.to_owned(),
            ours: ours.map(rounded),
            published: known.and_then(|p| p.published),
            aim: known.and_then(|p| p.aim),
            source: known.and_then(|p| p.source.clone()),
        }
    }
}

impl HeadRow {
    fn f1(head: &str, f: &Prf) -> HeadRow {
        HeadRow {
            head: head.to_owned(),
            measure: "F1",
            value: rounded(f.f1()),
            precision: Some(rounded(f.precision())),
            recall: Some(rounded(f.recall())),
            support: Some(f.support()),
        }
    }

    fn accuracy(head: &str, a: &Accuracy) -> HeadRow {
        let value = rounded(a.value());
        HeadRow { head: head.to_owned(), measure: "accuracy", value, precision: None, recall: None, support: Some(a.all) }
    }

    fn chains(head: &str, c: &Coreference) -> HeadRow {
        HeadRow { head: head.to_owned(), measure: "CoNLL F1", value: rounded(c.conll()), precision: None, recall: None, support: None }
    }
}

impl ConfidenceRow {
    fn new(family: &str, c: &Calibration) -> ConfidenceRow {
        let bins = c.diagram().into_iter().map(|(x, y, n)| (rounded(x), rounded(y), n)).collect();
        ConfidenceRow { family: family.to_owned(), error: rounded(c.error()), findings: c.all(), bins }
    }
}

impl Table {
    /// Adds what marked reports gave: heads by name, event types, confidence, and the rows that have an aim.
    pub(crate) fn add_reports(&mut self, measured: &reports::Measured, published: &[Published]) {
        let t = &measured.tally;
        self.heads.extend(t.f.iter().map(|(head, f)| HeadRow::f1(head, f)));
        self.heads.extend(t.accuracy.iter().map(|(head, a)| HeadRow::accuracy(head, a)));
        self.heads.extend(t.coreference.iter().map(|(head, c)| HeadRow::chains(head, c)));
        self.heads.sort_by(|a, b| a.head.cmp(&b.head));
        self.types.extend(t.types.iter().map(|(name, f)| HeadRow::f1(name, f)));
        self.confidence.extend(t.confidence.iter().map(|(family, c)| ConfidenceRow::new(family, c)));
        for p in published.iter().filter(|p| p.set == reports::SET) {
            let ours = self.heads.iter().find(|h| h.head == p.metric).map(|h| h.value);
            self.rows.push(Row::new(reports::SET, &measured.split, measured.items, &p.metric, ours, published));
        }
    }
}
