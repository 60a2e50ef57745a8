//! From marked sentences to a head: a logistic regression on word vectors, its threshold where the sentences, each read by
//! a head that has not seen it, are told best, and a scale that makes its scores probabilities.

use std::collections::BTreeSet;
use std::ops::Range;

use khabar_encoder::Model;
use khabar_encoder::logistic::{Line as Direction, Rows, fit};
use khabar_lexicon::Lexicon;

use super::features::Features;
use super::{CodebookError, Examples, FEWEST, Learned, Score, runs};

/// Weight of the penalty on squared weights, over vectors of unit spread.
const PENALTY: f64 = 20.0;
const STEPS: usize = 150;
/// Steps from the whole fit to one without a sentence.
const STEPS_AGAIN: usize = 12;
/// Log odds below which no bar is tried.
const LOWEST: f64 = -4.0;
/// Bars whose F1 differs by less are as good: it is one sentence of forty.
const ABOUT: f64 = 0.02;
/// Background sentences left out at a time.
const BACKGROUND_FOLDS: usize = 8;
/// Most sentences that are left out one at a time; of more, several at once.
const MOST_FOLDS: usize = 120;

/// Word vectors of all sentences with what they are.
#[derive(Default)]
struct Bench {
    width: usize,
    /// How much each number of a vector weighs.
    weights: Vec<f64>,
    data: Vec<f32>,
    is: Vec<bool>,
    sentences: Vec<Sentence>,
}

struct Sentence {
    /// Its rows.
    rows: Range<usize>,
    /// Bytes of its words.
    spans: Vec<Range<usize>>,
    triggers: Vec<Range<usize>>,
    /// Read by the head that was fitted without this part.
    fold: usize,
}

/// Learns a type from the text of an example file.
pub fn learn(text: &str, model: &Model, lex: &Lexicon) -> Result<Learned, CodebookError> {
    let examples = Examples::parse(text, lex)?;
    examples.check_enough(FEWEST)?;
    let mut bench = Bench::new(&examples, model, lex)?;
    let (means, spreads) = bench.standardise();
    let all = bench.fit(None, &Direction::default(), STEPS);
    let held_out = bench.held_out(&all);
    let (bar, expected) = bench.bar(&held_out);
    let scale = bench.scale(&held_out);
    // fold the standardisation into the head, so that it reads plain vectors
    let weights: Vec<f64> = all.weights.iter().zip(&spreads).map(|(w, s)| w / s).collect();
    let bias = all.bias - weights.iter().zip(&means).map(|(w, m)| w * m).sum::<f64>();
    let sure = |z: f64| 1.0 / (1.0 + libm::exp(-(scale.0 * z + scale.1)));
    Ok(Learned {
        code: examples.code,
        name: examples.name,
        definition: examples.definition,
        quad: examples.quad,
        intensity: examples.intensity,
        examples: text.to_owned(),
        expected,
        threshold: sure(bar) as f32,
        scale: (scale.0 as f32, scale.1 as f32),
        weights: weights.iter().map(|&w| w as f32).collect(),
        bias: bias as f32,
    })
}

impl Bench {
    fn new(examples: &Examples, model: &Model, lex: &Lexicon) -> Result<Bench, CodebookError> {
        let mut bench = Bench::default();
        let folds = examples.lines.len().min(MOST_FOLDS);
        for (i, line) in examples.lines.iter().enumerate() {
            if model.pieces(&line.text) > model.config().max_pieces() {
                return Err(CodebookError::Line {
                    line: line.number,
                    what: "longer than the reader can hold, expected one sentence".to_owned(),
                });
            }
            bench.add(&line.text, line.triggers.clone(), i % folds, model);
        }
        let told = told_words(examples);
        // a background sentence with a trigger's word may tell such an act: it teaches nothing
        let kinds = lex.events.iter().flat_map(|(_, k)| k.yes.iter().chain(&k.no)).map(|s| s.replace(['[', ']'], ""));
        let plain = lex.background.iter().cloned().chain(kinds).filter(|s| !words(s).any(|w| told.contains(&w)));
        for (i, sentence) in plain.enumerate() {
            bench.add(&sentence, Vec::new(), folds + i % BACKGROUND_FOLDS, model);
        }
        Ok(bench)
    }

    fn add(&mut self, text: &str, triggers: Vec<Range<usize>>, fold: usize, model: &Model) {
        let words = model.words(text);
        let features = Features::new(&words, &[]);
        self.width = features.width;
        self.weights = (0..self.width).map(|i| features.weight(i)).collect();
        let start = self.is.len();
        self.data.extend_from_slice(&features.data);
        for span in &words.spans {
            self.is.push(triggers.iter().any(|t| t.start < span.end && span.start < t.end));
        }
        self.sentences.push(Sentence { rows: start..self.is.len(), spans: words.spans, triggers, fold });
    }

    /// Gives every number of the vectors mean 0 and its weight as spread; answers by what each was shifted and divided.
    fn standardise(&mut self) -> (Vec<f64>, Vec<f64>) {
        let rows = self.is.len() as f64;
        let mut means = vec![0.0; self.width];
        let mut spreads = vec![0.0; self.width];
        for row in self.data.chunks_exact(self.width) {
            means.iter_mut().zip(row).for_each(|(m, &x)| *m += f64::from(x) / rows);
        }
        for row in self.data.chunks_exact(self.width) {
            spreads.iter_mut().zip(row.iter().zip(&means)).for_each(|(s, (&x, m))| *s += (f64::from(x) - m).powi(2) / rows);
        }
        spreads.iter_mut().for_each(|s| *s = libm::sqrt(*s).max(1e-6));
        spreads.iter_mut().zip(&self.weights).for_each(|(s, w)| *s /= w);
        for row in self.data.chunks_exact_mut(self.width) {
            for (x, (m, s)) in row.iter_mut().zip(means.iter().zip(&spreads)) {
                *x = ((f64::from(*x) - m) / s) as f32;
            }
        }
        (means, spreads)
    }

    /// The best line without the sentences of a fold.
    fn fit(&self, without: Option<usize>, start: &Direction, steps: usize) -> Direction {
        let mut counts = vec![1.0; self.is.len()];
        for sentence in self.sentences.iter().filter(|s| Some(s.fold) == without) {
            counts[sentence.rows.clone()].fill(0.0);
        }
        fit(Rows { width: self.width, data: &self.data, is: &self.is, counts: &counts }, start, PENALTY, steps)
    }

    /// Log odds of each word from a head that has not seen its sentence.
    fn held_out(&self, all: &Direction) -> Vec<f64> {
        let mut out = vec![0.0; self.is.len()];
        let folds: BTreeSet<usize> = self.sentences.iter().map(|s| s.fold).collect();
        for fold in folds {
            let without = self.fit(Some(fold), all, STEPS_AGAIN);
            for row in self.sentences.iter().filter(|s| s.fold == fold).flat_map(|s| s.rows.clone()) {
                out[row] = without.log_odds(&self.data[row * self.width..][..self.width]);
            }
        }
        out
    }

    /// Triggers told, found and wrong when words from `bar` on count.
    fn score(&self, log_odds: &[f64], bar: f64) -> Score {
        let mut score = Score::default();
        for s in &self.sentences {
            let found = runs(&s.spans, &log_odds[s.rows.clone()], bar);
            let found: Vec<Range<usize>> = found.iter().map(|(r, _)| s.spans[r.start].start..s.spans[r.end - 1].end).collect();
            score.add(&s.triggers, &found);
        }
        score
    }

    /// The highest bar whose F1 is about the best: a report holds far more words that are none than an example file does.
    fn bar(&self, log_odds: &[f64]) -> (f64, Score) {
        let mut steps: Vec<f64> = log_odds.iter().copied().filter(|z| *z > LOWEST).collect();
        steps.sort_by(f64::total_cmp);
        let bars = steps.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
        let scored: Vec<(f64, Score)> = bars.map(|bar| (bar, self.score(log_odds, bar))).collect();
        let best = scored.iter().map(|s| s.1.f1()).fold(0.0, f64::max);
        scored.into_iter().rfind(|s| s.1.f1() >= best - ABOUT).unwrap_or_default()
    }

    /// Scale and shift of log odds that make probabilities of them (Platt): each trigger by its highest word, beside the
    /// highest word of each sentence that is of none, which is what could be taken for one.
    fn scale(&self, log_odds: &[f64]) -> (f64, f64) {
        let highest = |words: &mut dyn Iterator<Item = usize>| words.map(|row| log_odds[row]).max_by(f64::total_cmp);
        // one doubtful row of each kind keeps the scale finite where all are told apart
        let (mut data, mut is) = (vec![0.0, 0.0], vec![true, false]);
        for s in &self.sentences {
            for t in &s.triggers {
                let mut inside = s.rows.clone().zip(&s.spans).filter(|(_, w)| w.start < t.end && t.start < w.end).map(|(row, _)| row);
                data.extend(highest(&mut inside).map(|z| z as f32));
                is.resize(data.len(), true);
            }
            data.extend(highest(&mut s.rows.clone().filter(|&row| !self.is[row])).map(|z| z as f32));
            is.resize(data.len(), false);
        }
        let counts = vec![1.0; is.len()];
        let line = fit(Rows { width: 1, data: &data, is: &is, counts: &counts }, &Direction::default(), 1e-3, STEPS);
        (line.weights.first().copied().unwrap_or(1.0).max(0.05), line.bias)
    }
}

/// Words of triggers that say something, in lower case.
fn told_words(examples: &Examples) -> BTreeSet<String> {
    let told = examples.positives().flat_map(|l| l.triggers.iter().map(|t| &l.text[t.clone()]));
    told.flat_map(|t| words(t).filter(|w| w.chars().count() > 4).collect::<Vec<_>>()).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}
