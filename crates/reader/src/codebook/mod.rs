//! A user's own types of act, each learned from a few dozen marked sentences over the encoder's frozen vectors.
//!
//! Start with `examples` (the file that an analyst types), then `learn` (how a head is fitted and its threshold found),
//! then [`Codebook::find`] (how it reads a window). Pure: the corridor keeps the codebook beside the desk.

mod examples;
mod features;
mod learn;
mod score;

pub use examples::{Examples, Line};
pub use learn::learn;
pub use score::{Score, Wrong, score};

use khabar_encoder::logistic::{self, sigmoid};
use khabar_encoder::{Model, Trigger, Words};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A few dozen sentences make nothing surer than this.
const SUREST: f64 = 0.99;
/// Sentences with an act that a type needs at least.
pub const FEWEST: usize = 20;

/// Why a file of examples or a codebook was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodebookError {
    /// A line of an example file.
    #[error("line {line}: {what}")]
    Line { line: usize, what: String },
    /// An example file as a whole.
    #[error("{what}")]
    File { what: String },
    /// Weights mean nothing to another model than the one whose vectors they were fitted on.
    #[error("the codebook was learned with {learned} and this is {now}: learn it again with `khabar codebook learn --again`")]
    OtherModel { learned: String, now: String },
}

/// Learned types, by code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Codebook {
    /// Name and version of the model whose vectors the heads stand on.
    pub model: String,
    pub types: Vec<Learned>,
}

/// One learned type of act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    pub code: String,
    pub name: String,
    pub definition: String,
    pub quad: Option<u8>,
    pub intensity: Option<f64>,
    /// The example file as it was typed, to learn again from.
    pub examples: String,
    /// What to expect: trigger precision, recall and F1 when each sentence is read by a head that has not seen it.
    pub expected: Score,
    /// A run of words is a trigger from this probability on.
    pub threshold: f32,
    /// Scale and shift that make a probability of log odds.
    scale: (f32, f32),
    weights: Vec<f32>,
    bias: f32,
}

impl Learned {
    /// Has it weights at all, and finite ones?
    pub fn is_sound(&self) -> bool {
        let numbers = self.weights.iter().chain([&self.bias, &self.threshold, &self.scale.0, &self.scale.1]);
        !self.weights.is_empty() && numbers.into_iter().all(|x| x.is_finite())
    }

    /// The sentences of the example file as typed: those with an act, those without.
    pub fn sentences(&self) -> (Vec<&str>, Vec<&str>) {
        let lines = self.examples.lines().map(str::trim).filter(|l| !l.starts_with('#'));
        let body = lines.skip_while(|l| l.is_empty()).skip_while(|l| !l.is_empty()).filter(|l| !l.is_empty());
        body.partition(|l| l.contains("[["))
    }

    /// The probability that each word is of a trigger of this type.
    pub fn probabilities(&self, words: &Words, sentences: &[Range<usize>]) -> Vec<f32> {
        let features = features::Features::new(words, sentences);
        let line = logistic::Line { weights: self.weights.iter().map(|&w| f64::from(w)).collect(), bias: f64::from(self.bias) };
        let one = |w: usize| sigmoid(f64::from(self.scale.0) * line.log_odds(features.row(w)) + f64::from(self.scale.1)).min(SUREST) as f32;
        (0..words.len()).map(one).collect()
    }
}

impl Codebook {
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    pub fn get(&self, code: &str) -> Option<&Learned> {
        self.types.iter().find(|t| t.code.eq_ignore_ascii_case(code))
    }

    /// Puts a type in its place, instead of an older one of the same code.
    pub fn put(&mut self, learned: Learned) {
        self.types.retain(|t| t.code != learned.code);
        self.types.push(learned);
        self.types.sort_by(|a, b| a.code.cmp(&b.code));
    }

    /// Refuses a codebook that was learned with another model.
    pub fn check(&self, model: &Model) -> Result<(), CodebookError> {
        let now = model_name(model);
        if self.is_empty() || self.model == now {
            return Ok(());
        }
        Err(CodebookError::OtherModel { learned: self.model.clone(), now })
    }

    /// Triggers of all types among the words of a window; the label is the type's index.
    pub fn find(&self, words: &Words, sentences: &[Range<usize>]) -> Vec<Trigger> {
        let one = |(label, t): (usize, &Learned)| {
            let p = t.probabilities(words, sentences);
            runs(&words.spans, &p, t.threshold).into_iter().map(move |(run, score)| Trigger {
                first: run.start,
                last: run.end - 1,
                label: label as u16,
                score,
            })
        };
        self.types.iter().enumerate().flat_map(|t| one(t).collect::<Vec<_>>()).collect()
    }
}

/// Name and version of a model, as a codebook remembers it.
pub fn model_name(model: &Model) -> String {
    let c = model.config();
    format!("{} {}", c.name, c.version)
}

/// Runs of neighbouring words from `bar` on, with the highest value of each.
fn runs<T: PartialOrd + Copy>(spans: &[Range<usize>], values: &[T], bar: T) -> Vec<(Range<usize>, T)> {
    let mut out: Vec<(Range<usize>, T)> = Vec::new();
    for (w, &value) in values.iter().enumerate().filter(|(_, v)| **v >= bar) {
        match out.last_mut().filter(|(run, _)| run.end == w && spans[w].start <= spans[w - 1].end + 1) {
            Some((run, best)) => {
                run.end = w + 1;
                *best = if value > *best { value } else { *best };
            }
            None => out.push((w..w + 1, value)),
        }
    }
    out
}
