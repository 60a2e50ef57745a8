//! Scores of pairs of spans: who did it, whose words, the same entity or another.

use crate::config::{Config, Coref};
use crate::error::ModelError;
use crate::kernels::{Dense, Kernels, Packed, Quantised};
use crate::weights::Weights;

/// A span in pieces, both inclusive, with its label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub first: usize,
    pub last: usize,
    pub label: u16,
    pub score: f32,
}

/// Scores each anchor with each argument: `out(gelu(a + b + p(a * b) + distance + sentences + rank [+ extra]))`.
pub(crate) struct PairScorer {
    width: usize,
    pub classes: usize,
    a: Packed,
    b: Packed,
    p: Packed,
    distance: Vec<f32>,
    sentences: Vec<f32>,
    rank: Vec<f32>,
    /// Weights `[feature][width]` of the string features.
    extra: Vec<f32>,
    out: Dense,
}

/// Rows of the three embedding tables for one pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub distance: usize,
    pub sentences: usize,
    pub rank: usize,
}

impl PairScorer {
    /// The head `name`; with `features` string features or none.
    pub(crate) fn load(w: &Weights, config: &Config, name: &str, classes: usize, features: usize) -> Result<Self, ModelError> {
        let d = config.span_width;
        let at = |x: &str| format!("{name}.{x}");
        let table = |x: &str, rows: usize| w.matrix(&at(&format!("{x}.weight")), rows, d);
        let mut distance = table("dist", 2 * (config.distance_edges.len() + 1))?;
        let mut extra = Vec::new();
        if features > 0 {
            let rows = w.matrix(&at("extra.weight"), d, features)?;
            extra = (0..features).flat_map(|f| rows.iter().skip(f).step_by(features).copied().collect::<Vec<_>>()).collect();
            // Every pair has one distance, so the bias can ride on it.
            let bias = w.floats(&at("extra.bias"), &[d])?;
            for row in distance.chunks_exact_mut(d) {
                row.iter_mut().zip(&bias).for_each(|(x, b)| *x += b);
            }
        }
        Ok(PairScorer {
            width: d,
            classes,
            a: w.packed(&[at("a")], d, d)?,
            b: w.packed(&[at("b")], d, d)?,
            p: w.packed_bare(&at("p"), d, d)?,
            distance,
            sentences: table("sent", 2 * config.sentence_clamp + 1)?,
            rank: table("rank", config.rank_clamp + 1)?,
            extra,
            out: w.dense(&[(at("out"), classes)], d)?,
        })
    }

    /// Vectors of all spans through the anchor's and the argument's layer.
    fn sides(&self, anchors: &[f32], arguments: &[f32], k: Kernels) -> (Vec<f32>, Vec<f32>) {
        let side = |x: &[f32], layer: &Packed| {
            let mut quantised = Quantised::default();
            let mut out = vec![0.0; x.len()];
            k.quantise(x, self.width, &mut quantised);
            k.linear(&quantised, layer, &mut out);
            out
        };
        (side(anchors, &self.a), side(arguments, &self.b))
    }

    /// Scores of every pair that `places` gives, a row an anchor: `[anchor][argument][class]`.
    /// Row i pairs anchor i with the first `places(i).len()` arguments; `features(i, j)` are its string features.
    pub(crate) fn score(
        &self,
        anchors: &[f32],
        arguments: &[f32],
        places: impl Fn(usize) -> Vec<Place>,
        features: impl Fn(usize, usize) -> [bool; 6],
        k: Kernels,
    ) -> Vec<Vec<f32>> {
        let d = self.width;
        let (a, b) = self.sides(anchors, arguments, k);
        let mut quantised = Quantised::default();
        let (mut x, mut product, mut scores) = (Vec::new(), Vec::new(), Vec::new());
        let mut out = Vec::with_capacity(anchors.len() / d);
        for (i, (anchor, a)) in anchors.chunks_exact(d).zip(a.chunks_exact(d)).enumerate() {
            let places = places(i);
            product.clear();
            for argument in arguments.chunks_exact(d).take(places.len()) {
                product.extend(anchor.iter().zip(argument).map(|(x, y)| x * y));
            }
            x.resize(product.len(), 0.0);
            k.quantise(&product, d, &mut quantised);
            k.linear(&quantised, &self.p, &mut x);
            let rows = |(j, place)| self.place_rows(place, features(i, j));
            let extra: Vec<Vec<&[f32]>> = places.iter().enumerate().map(rows).collect();
            k.add_rows(&mut x, a, &b, &extra);
            k.gelu(&mut x);
            scores.resize(places.len() * self.out.padded(), 0.0);
            k.dense(&x, &self.out, &mut scores);
            out.push(scores.chunks_exact(self.out.padded()).flat_map(|row| &row[..self.classes]).copied().collect());
        }
        out
    }

    /// Rows of the tables for one pair, and of the string features that hold.
    fn place_rows(&self, place: &Place, on: [bool; 6]) -> Vec<&[f32]> {
        let d = self.width;
        let tables = [(&self.distance, place.distance), (&self.sentences, place.sentences), (&self.rank, place.rank)];
        let extra = self.extra.chunks_exact(d).zip(on).filter(|(_, on)| *on).map(|(row, _)| row);
        tables.map(|(table, row)| &table[row * d..][..d]).into_iter().chain(extra).collect()
    }
}

/// Distance, sentences between and rank of nearness of one anchor to every argument.
pub(crate) fn places(anchor: &Span, arguments: &[Span], sentence: &[usize], config: &Config) -> Vec<Place> {
    let gap = |b: &Span| (anchor.first.saturating_sub(b.last), b.first.saturating_sub(anchor.last));
    let distance = |b: &Span| gap(b).0 + gap(b).1;
    let mut order: Vec<usize> = (0..arguments.len()).collect();
    order.sort_by_key(|&j| distance(&arguments[j]));
    let mut rank = vec![0; arguments.len()];
    for (r, &j) in order.iter().enumerate() {
        rank[j] = r.min(config.rank_clamp);
    }
    let clamp = config.sentence_clamp;
    let place = |(b, rank): (&Span, usize)| {
        let bucket = config.distance_edges.partition_point(|&edge| edge < distance(b));
        let side = if gap(b).1 > 0 { config.distance_edges.len() + 1 } else { 0 };
        let (here, there) = (sentence[anchor.first], sentence[b.first]);
        Place { distance: bucket + side, sentences: (clamp + there).saturating_sub(here).min(2 * clamp), rank }
    };
    arguments.iter().zip(rank).map(place).collect()
}

/// A mention's text as the string features see it.
pub(crate) struct Surface {
    text: String,
    words: Vec<String>,
    pronoun: bool,
}

impl Surface {
    pub(crate) fn new(text: &str, lists: &Coref) -> Self {
        let text = text.to_lowercase();
        let plain = text.replace("'s", "").replace("’s", "").replace([',', '-'], " ");
        let mut words: Vec<String> = plain.split_whitespace().filter(|w| !lists.stop_words.contains(*w)).map(str::to_owned).collect();
        words.sort_unstable();
        words.dedup();
        Surface { pronoun: lists.pronouns.contains(&text), text, words }
    }

    /// Evidence that this mention and that one are one entity, in the order of the config's `string_features`.
    pub(crate) fn features(&self, that: &Surface) -> [bool; 6] {
        let (a, b) = (&self.words, &that.words);
        let shared = a.iter().filter(|w| b.binary_search(w).is_ok()).count();
        let both = !a.is_empty() && !b.is_empty();
        let within = both && (shared == a.len() || shared == b.len());
        [self.text == that.text && !self.pronoun, !a.is_empty() && a == b, shared > 0, within, self.pronoun, that.pronoun]
    }
}
