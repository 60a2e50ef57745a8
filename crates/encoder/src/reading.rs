//! What a reading gives: spans with labels and scores, classes of spans, links between spans. Offsets are bytes.

use std::ops::Range;

use crate::config::{Class, Layer, Pair};

/// A labelled span of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// Bytes of the text: whole words.
    pub span: Range<usize>,
    /// Index into the labels of the layer (`Config::labels`).
    pub label: u16,
    /// Geometric mean of the probabilities of the words' tags, 0 to 1.
    pub score: f32,
}

/// Probabilities of every anchor × argument pair of one pair head; empty for a head that the model lacks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    pub(crate) anchors: usize,
    pub(crate) arguments: usize,
    pub(crate) classes: usize,
    /// `[anchor][argument][class]`.
    pub(crate) data: Vec<f32>,
}

impl Links {
    /// Number of anchors: spans of the head's anchor layer.
    pub fn anchors(&self) -> usize {
        self.anchors
    }

    /// Number of arguments: spans of the head's argument layer, or mentions.
    pub fn arguments(&self) -> usize {
        self.arguments
    }

    /// Probabilities of the classes (`Config::links`) of one pair; they sum to 1.
    ///
    /// Panics if either index is out of range.
    pub fn get(&self, anchor: usize, argument: usize) -> &[f32] {
        assert!(anchor < self.anchors && argument < self.arguments, "pair {anchor}, {argument} of a smaller matrix");
        &self.data[(anchor * self.arguments + argument) * self.classes..][..self.classes]
    }
}

/// Everything that one pass over a text gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Bytes of each word piece that was read.
    pub pieces: Vec<Range<usize>>,
    /// Whether the text was longer than the model takes; what lies behind the last piece was not read.
    pub truncated: bool,
    /// Outer and inner mentions by position, the outer before the inner; labels are those of `Layer::Men`.
    pub mentions: Vec<Tagged>,
    /// Probabilities of each sentence to be no assessment, a forecast, a judgement, a recommendation.
    pub assess: Vec<[f32; 4]>,
    /// For each mention: the probability that it is a new entity, then that it is the same as each earlier mention.
    pub antecedents: Vec<Vec<f32>>,
    pub(crate) spans: Vec<Vec<Tagged>>,
    pub(crate) classes: Vec<Vec<Vec<f32>>>,
    pub(crate) links: Vec<Links>,
}

impl Reading {
    /// Spans of a layer, by position. `Layer::Men` and `Layer::Inn` are merged in `mentions`.
    pub fn spans(&self, layer: Layer) -> &[Tagged] {
        self.spans.get(layer as usize).map_or(&[], |x| x)
    }

    /// Probabilities of a classifier for each span of its layer (each sentence for `Class::Assess`).
    pub fn class(&self, class: Class) -> &[Vec<f32>] {
        self.classes.get(class as usize).map_or(&[], |x| x)
    }

    /// The matrix of a pair head; arguments of kind mention are indices into `mentions`.
    pub fn links(&self, pair: Pair) -> &Links {
        const NONE: &Links = &Links { anchors: 0, arguments: 0, classes: 0, data: Vec::new() };
        self.links.get(pair as usize).unwrap_or(NONE)
    }
}
