//! Heads for public sets: classes of a whole text, and coreference over the windows of a document. A model may lack them.

use std::ops::Range;

use crate::config::{Config, GUM, TEXT};
use crate::error::ModelError;
use crate::kernels::Dense;
use crate::pairs::{PairScorer, Span, Surface, places};
use crate::weights::Weights;
use crate::{Model, merge, spans_of};

/// Tag layers of the mentions of `Model::chains`, by how many others they lie in.
const NESTED: [&str; 3] = ["gum0", "gum1", "gum2"];
/// The scorer of their antecedents in the model file.
const SCORER: &str = "gumcoref";
/// Windows before a mention's own in which its antecedent is looked for.
const BACK: usize = 2;

#[derive(Default)]
pub(crate) struct Public {
    /// Span kind of a text; one classifier a name of the config's `text_classes`, in their order.
    text: Option<(usize, Vec<Dense>)>,
    /// Span kind of the mentions and the scorer of their antecedents.
    chains: Option<(usize, PairScorer)>,
}

/// The mentions of a document and what each goes back to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chains {
    /// Bytes of the document, in order; an outer mention before those inside it.
    pub mentions: Vec<Range<usize>>,
    /// For each mention the earlier one that names the same; `None` for the first of its entity.
    pub antecedents: Vec<Option<usize>>,
}

impl Public {
    pub(crate) fn load(w: &Weights, config: &Config) -> Result<Self, ModelError> {
        let kind = |name: &str| config.span_kinds.iter().position(|k| k == name);
        let missing = |name: &str| ModelError::Missing(format!("vec.{name}.0.weight"));
        let mut out = Public::default();
        if !config.text_classes.is_empty() {
            let head = |x: &crate::config::TextClass| w.dense(&[(format!("cls.{}", x.name), x.labels.len())], config.span_width);
            let heads = config.text_classes.iter().map(head).collect::<Result<_, _>>()?;
            out.text = Some((kind(TEXT).ok_or_else(|| missing(TEXT))?, heads));
        }
        if w.has(&format!("{SCORER}.out.weight")) && NESTED.iter().all(|layer| config.labels_of(layer).is_some()) {
            let scorer = PairScorer::load(w, config, SCORER, 1, config.coref.string_features.len())?;
            out.chains = Some((kind(GUM).ok_or_else(|| missing(GUM))?, scorer));
        }
        Ok(out)
    }
}

/// One window's mentions, with pieces counted over the document.
#[derive(Default)]
struct Stretch {
    spans: Vec<Span>,
    bytes: Vec<Range<usize>>,
    vectors: Vec<f32>,
    surfaces: Vec<Surface>,
}

impl Model {
    /// Probabilities of the labels (`Config::text_labels`) of a classifier of whole texts; `None` if the model has no such
    /// classifier or the text has no words. What lies behind the longest text is not read.
    pub fn classify(&self, text: &str, name: &str) -> Option<Vec<f32>> {
        let (kind, heads) = self.public.text.as_ref()?;
        let (class, head) = self.config.text_classes.iter().zip(heads).find(|(x, _)| x.name == name)?;
        let pieces = self.tokenizer.pieces(text);
        if pieces.words.is_empty() {
            return None;
        }
        let h = self.encoder.encode(&pieces.ids, &pieces.shapes, self.kernels);
        let whole = Span { first: 1, last: pieces.offsets.len(), label: 0, score: 1.0 };
        let vector = self.heads.span_vectors(*kind, &h, &[whole], self.kernels);
        let mut row = self.heads.class_scores(&vector, head, class.labels.len(), self.kernels).pop()?;
        self.kernels.softmax(&mut row, class.labels.len());
        Some(row)
    }

    /// Whether the model has the heads of [`Model::chains`].
    pub fn has_chains(&self) -> bool {
        self.public.chains.is_some()
    }

    /// Mentions and coreference of a document of any length. `sentences` are byte ranges in order, `windows` runs of them
    /// that are read together; an antecedent is looked for in a mention's own window and the two before. `None` if the
    /// model has no such heads.
    pub fn chains(&self, text: &str, sentences: &[Range<usize>], windows: &[Range<usize>]) -> Option<Chains> {
        let (kind, scorer) = self.public.chains.as_ref()?;
        let mut out = Chains::default();
        let mut sentence: Vec<usize> = Vec::new();
        let mut read: Vec<Stretch> = Vec::new();
        for window in windows.iter().filter(|w| !w.is_empty()) {
            let stretch = self.stretch(*kind, text, sentences, window, &mut sentence);
            read.push(stretch);
            let near = &read[read.len().saturating_sub(BACK + 1)..];
            let first = out.mentions.len() - near[..near.len() - 1].iter().map(|s| s.spans.len()).sum::<usize>();
            out.mentions.extend(near[near.len() - 1].bytes.iter().cloned());
            out.antecedents.extend(self.antecedents(scorer, near, &sentence).into_iter().map(|a| a.map(|j| first + j)));
        }
        Some(out)
    }

    /// Reads one window; adds the sentence of each of its pieces to those of the document.
    fn stretch(&self, kind: usize, text: &str, sentences: &[Range<usize>], window: &Range<usize>, sentence: &mut Vec<usize>) -> Stretch {
        let from = sentences[window.start].start;
        let pieces = self.tokenizer.pieces(&text[from..sentences[window.end - 1].end]);
        let before = sentence.len();
        sentence.extend(pieces.offsets.iter().map(|o| sentences.partition_point(|s| s.start <= from + o.start).saturating_sub(1)));
        if pieces.words.is_empty() {
            return Stretch::default();
        }
        let h = self.encoder.encode(&pieces.ids, &pieces.shapes, self.kernels);
        let scores = self.heads.tag_scores(&h, &pieces.words, self.kernels);
        let found = NESTED.map(|layer| spans_of(&pieces, self.heads.decode(&scores, layer)));
        let spans = merge(&merge(&found[0], &found[1]), &found[2]);
        let vectors = self.heads.span_vectors(kind, &h, &spans, self.kernels);
        let place = |m: &Span| from + pieces.bytes(m.first, m.last).start..from + pieces.bytes(m.first, m.last).end;
        let bytes: Vec<Range<usize>> = spans.iter().map(place).collect();
        let surfaces = bytes.iter().map(|b| Surface::new(&text[b.clone()], &self.config.coref)).collect();
        // Piece 0 of a window is its start mark.
        let counted = |m: &Span| Span { first: before + m.first - 1, last: before + m.last - 1, ..*m };
        Stretch { spans: spans.iter().map(counted).collect(), bytes, vectors, surfaces }
    }

    /// For each mention of the last stretch the best of those before it, counted from the first of `near`.
    fn antecedents(&self, scorer: &PairScorer, near: &[Stretch], sentence: &[usize]) -> Vec<Option<usize>> {
        let Some((last, before)) = near.split_last() else { return Vec::new() };
        let arguments: Vec<Span> = near.iter().flat_map(|s| &s.spans).copied().collect();
        let vectors: Vec<f32> = near.iter().flat_map(|s| &s.vectors).copied().collect();
        let surfaces: Vec<&Surface> = near.iter().flat_map(|s| &s.surfaces).collect();
        let offset: usize = before.iter().map(|s| s.spans.len()).sum();
        let earlier = |i: usize| {
            let mut at = places(&last.spans[i], &arguments, sentence, &self.config);
            at.truncate(offset + i);
            at
        };
        let features = |i: usize, j: usize| last.surfaces[i].features(surfaces[j]);
        let scores = scorer.score(&last.vectors, &vectors, earlier, features, self.kernels);
        scores.iter().map(|row| best(row)).collect()
    }
}

/// The first of the largest scores above 0, which is the score of a new entity.
fn best(row: &[f32]) -> Option<usize> {
    let mut best = None;
    for (i, &x) in row.iter().enumerate() {
        if x > best.map_or(0.0, |b: usize| row[b]) {
            best = Some(i);
        }
    }
    best
}
