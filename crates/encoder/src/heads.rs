//! Tag layers, span vectors and classifiers on top of the encoder; with `pairs.rs` all that the model says of a text.

use crate::config::{Class, Config, Layer, Pair};
use crate::decode::{self, WordSpan};
use crate::error::ModelError;
use crate::kernels::{Dense, Kernels, Packed, Quantised};
use crate::pairs::{PairScorer, Span, Surface, places};
use crate::reading::Links;
use crate::weights::Weights;

/// Columns of one tag layer in the joint tag matrix.
struct TagColumns {
    name: String,
    from: usize,
    to: usize,
}

pub(crate) struct Heads {
    hidden: usize,
    width: usize,
    tags: Dense,
    columns: Vec<TagColumns>,
    /// One layer a span kind, in the order of the config's `span_kinds`.
    vectors: Vec<Packed>,
    /// In the order of `Class::ALL`: span kind, layer.
    classes: Vec<(usize, Dense)>,
    modes_allowed: Vec<Vec<bool>>,
    /// In the order of `Pair::ALL`: anchor kind, argument kind, scorer; `None` for a head that the model lacks.
    pairs: Vec<Option<(usize, usize, PairScorer)>>,
    coref: PairScorer,
    mentions: usize,
}

/// Classes and links of given spans.
#[derive(Default)]
pub(crate) struct Related {
    pub classes: Vec<Vec<Vec<f32>>>,
    pub links: Vec<Links>,
    pub antecedents: Vec<Vec<f32>>,
}

impl Heads {
    pub(crate) fn load(w: &Weights, config: &Config) -> Result<Self, ModelError> {
        let (hidden, width) = (config.encoder.hidden, config.span_width);
        let mut columns = Vec::new();
        let mut at = 0;
        for layer in config.tag_layers() {
            let to = at + 2 * layer.labels.len() + 1;
            columns.push(TagColumns { name: layer.name.clone(), from: at, to });
            at = to;
        }
        let tags: Vec<(String, usize)> = columns.iter().map(|c| (format!("tag.{}", c.name), c.to - c.from)).collect();
        let kind = |name: &str| config.span_kinds.iter().position(|k| k == name).ok_or_else(|| unknown_kind(name));
        let class = |&c: &Class| -> Result<(usize, Dense), ModelError> {
            let head = config.span_class(c);
            Ok((kind(&head.kind)?, w.dense(&[(format!("cls.{}", head.name), head.labels.len())], width)?))
        };
        let pair = |&p: &Pair| -> Result<Option<(usize, usize, PairScorer)>, ModelError> {
            let Some(head) = config.pair_head(p) else { return Ok(None) };
            let scorer = PairScorer::load(w, config, &format!("pair.{}", head.name), head.classes.len(), 0)?;
            Ok(Some((kind(&head.anchor)?, kind(&head.argument)?, scorer)))
        };
        Ok(Heads {
            hidden,
            width,
            tags: w.dense(&tags, hidden)?,
            columns,
            vectors: (config.span_kinds.iter()).map(|k| w.packed(&[format!("vec.{k}.0")], width, 3 * hidden)).collect::<Result<_, _>>()?,
            classes: Class::ALL.iter().map(class).collect::<Result<_, _>>()?,
            modes_allowed: config.modes_allowed(),
            pairs: Pair::ALL.iter().map(pair).collect::<Result<_, _>>()?,
            coref: PairScorer::load(w, config, "coref", 1, config.coref.string_features.len())?,
            mentions: kind(Layer::Men.name())?,
        })
    }

    /// Scores of every tag of every layer for the pieces `words`: `[word][self.tag_width()]`.
    pub(crate) fn tag_scores(&self, h: &[f32], words: &[usize], k: Kernels) -> Vec<f32> {
        let rows: Vec<f32> = words.iter().flat_map(|&w| &h[w * self.hidden..][..self.hidden]).copied().collect();
        let mut out = vec![0.0; words.len() * self.tags.padded()];
        k.dense(&rows, &self.tags, &mut out);
        out
    }

    /// Scores of one layer out of `tag_scores`, a slice a word.
    pub(crate) fn layer_scores<'a>(&self, scores: &'a [f32], layer: &str) -> Vec<&'a [f32]> {
        let Some(c) = self.columns.iter().find(|c| c.name == layer) else { return Vec::new() };
        scores.chunks_exact(self.tags.padded()).map(|row| &row[c.from..c.to]).collect()
    }

    /// Spans of words of one layer.
    pub(crate) fn decode(&self, scores: &[f32], layer: &str) -> Vec<WordSpan> {
        decode::spans(&self.layer_scores(scores, layer))
    }

    /// Vectors of spans of one kind from the vectors of their first, last and mean piece: `[span][width]`.
    pub(crate) fn span_vectors(&self, kind: usize, h: &[f32], spans: &[Span], k: Kernels) -> Vec<f32> {
        let hidden = self.hidden;
        let mut rows = Vec::with_capacity(spans.len() * 3 * hidden);
        let mut mean = vec![0.0; hidden];
        for span in spans {
            mean.fill(0.0);
            for piece in h[span.first * hidden..(span.last + 1) * hidden].chunks_exact(hidden) {
                mean.iter_mut().zip(piece).for_each(|(m, x)| *m += x);
            }
            let per = 1.0 / (span.last + 1 - span.first) as f32;
            rows.extend_from_slice(&h[span.first * hidden..][..hidden]);
            rows.extend_from_slice(&h[span.last * hidden..][..hidden]);
            rows.extend(mean.iter().map(|m| m * per));
        }
        let mut quantised = Quantised::default();
        let mut out = vec![0.0; spans.len() * self.width];
        k.quantise(&rows, 3 * hidden, &mut quantised);
        k.linear(&quantised, &self.vectors[kind], &mut out);
        k.gelu(&mut out);
        out
    }

    /// Everything about given spans: a list a span kind, `h` the pieces' vectors, `sentence` each piece's sentence,
    /// `surfaces` the texts of the mentions.
    pub(crate) fn relate(
        &self,
        h: &[f32],
        spans: &[Vec<Span>],
        sentence: &[usize],
        surfaces: &[Surface],
        config: &Config,
        k: Kernels,
    ) -> Related {
        let vectors: Vec<Vec<f32>> = spans.iter().enumerate().map(|(kind, s)| self.span_vectors(kind, h, s, k)).collect();
        let classes = Class::ALL.iter().zip(&self.classes).map(|(&class, (kind, layer))| {
            let size = config.classes(class).len();
            let mut rows = self.class_scores(&vectors[*kind], layer, size, k);
            if class == Class::Mode {
                self.mask_modes(&mut rows, &spans[*kind]);
            }
            rows.iter_mut().for_each(|row| k.softmax(row, size));
            rows
        });
        let pairs = self.pairs.iter().map(|head| {
            let Some((a, b, scorer)) = head else { return Links::default() };
            let at = |i: usize| places(&spans[*a][i], &spans[*b], sentence, config);
            let (anchors, arguments) = (spans[*a].len(), spans[*b].len());
            let mut data = Vec::new();
            if arguments > 0 {
                data = scorer.score(&vectors[*a], &vectors[*b], at, |_, _| [false; 6], k).concat();
            }
            k.softmax(&mut data, scorer.classes);
            Links { anchors, arguments, classes: scorer.classes, data }
        });
        let classes = classes.collect();
        let links = pairs.collect();
        let mut antecedents = self.antecedent_scores(&vectors[self.mentions], &spans[self.mentions], sentence, surfaces, config, k);
        for row in &mut antecedents {
            let width = row.len();
            k.softmax(row, width);
        }
        Related { classes, links, antecedents }
    }

    /// Scores of a classifier of `size` classes for each vector.
    pub(crate) fn class_scores(&self, vectors: &[f32], layer: &Dense, size: usize, k: Kernels) -> Vec<Vec<f32>> {
        let mut out = vec![0.0; vectors.len() / self.width * layer.padded()];
        k.dense(vectors, layer, &mut out);
        out.chunks_exact(layer.padded()).map(|row| row[..size].to_vec()).collect()
    }

    fn mask_modes(&self, rows: &mut [Vec<f32>], triggers: &[Span]) {
        for (row, trigger) in rows.iter_mut().zip(triggers) {
            let Some(allowed) = self.modes_allowed.get(usize::from(trigger.label)) else { continue };
            row.iter_mut().zip(allowed).filter(|(_, allowed)| !**allowed).for_each(|(x, _)| *x = -1e9);
        }
    }

    /// For each mention: 0 for a new entity, then the score of each earlier mention.
    fn antecedent_scores(
        &self,
        vectors: &[f32],
        mentions: &[Span],
        sentence: &[usize],
        surfaces: &[Surface],
        config: &Config,
        k: Kernels,
    ) -> Vec<Vec<f32>> {
        let earlier = |i: usize| {
            let mut at = places(&mentions[i], mentions, sentence, config);
            at.truncate(i);
            at
        };
        let scores = self.coref.score(vectors, vectors, earlier, |i, j| surfaces[i].features(&surfaces[j]), k);
        scores.into_iter().map(|row| std::iter::once(0.0).chain(row).collect()).collect()
    }
}

fn unknown_kind(name: &str) -> ModelError {
    ModelError::Config(format!("span kind `{name}` is used but not listed in `span_kinds`"))
}
