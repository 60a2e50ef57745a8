//! The counts of many reports by what they count.

use std::collections::BTreeMap;

use crate::metrics::{Accuracy, Calibration, Coreference, Prf};

/// Counts; keys are the names in the table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub f: BTreeMap<String, Prf>,
    pub accuracy: BTreeMap<String, Accuracy>,
    pub coreference: BTreeMap<String, Coreference>,
    /// Triggers by event type.
    pub types: BTreeMap<String, Prf>,
    pub confidence: BTreeMap<String, Calibration>,
}

impl Tally {
    pub fn f(&mut self, key: impl Into<String>) -> &mut Prf {
        self.f.entry(key.into()).or_default()
    }

    pub fn answer(&mut self, key: &str, right: bool) {
        self.accuracy.entry(key.to_owned()).or_default().add(right);
    }

    pub fn sure(&mut self, family: &str, confidence: f32, right: bool) {
        self.confidence.entry(family.to_owned()).or_default().add(f64::from(confidence), right);
    }

    pub fn merge(&mut self, other: &Tally) {
        for (key, f) in &other.f {
            self.f.entry(key.clone()).or_default().add(f);
        }
        for (key, a) in &other.accuracy {
            let sum = self.accuracy.entry(key.clone()).or_default();
            sum.right += a.right;
            sum.all += a.all;
        }
        for (key, c) in &other.coreference {
            self.coreference.entry(key.clone()).or_default().merge(c);
        }
        for (key, f) in &other.types {
            self.types.entry(key.clone()).or_default().add(f);
        }
        for (key, c) in &other.confidence {
            self.confidence.entry(key.clone()).or_default().merge(c);
        }
    }
}
