//! Words with their frozen vectors, for heads that users train; and how likely each label of a layer is for given words.

use std::ops::Range;

use crate::Model;
use crate::config::Layer;
use crate::decode;
use crate::tokenizer::Pieces;

/// The words of a text and what the encoder makes of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// Bytes of each word, in order; a punctuation mark is a word.
    pub spans: Vec<Range<usize>>,
    width: usize,
    /// `[word][width]`.
    data: Vec<f32>,
}

/// A trigger that a head outside the model finds: words `first` to `last` of [`Words`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trigger {
    pub first: usize,
    pub last: usize,
    /// Which of the finder's own types.
    pub label: u16,
    pub score: f32,
}

/// Finds further triggers among the words of a window.
pub type Finder<'a> = &'a dyn Fn(&Words) -> Vec<Trigger>;

impl Words {
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Numbers of each vector.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The vector of a word: that of its first piece behind the encoder's middle layer. There a word is known in its
    /// context, and what the last layers drop as of no use to the trained heads is not lost yet.
    ///
    /// Panics if there is no such word.
    pub fn vector(&self, word: usize) -> &[f32] {
        &self.data[word * self.width..][..self.width]
    }
}

impl Model {
    /// The words of a text with their vectors, as far as the model takes it.
    pub fn words(&self, text: &str) -> Words {
        let pieces = self.tokenizer.pieces(text);
        if pieces.words.is_empty() {
            return Words { width: self.config.encoder.hidden, ..Words::default() };
        }
        let mut middle = Vec::new();
        self.encoder.encode_keeping(&pieces.ids, &pieces.shapes, self.kernels, Some(&mut middle));
        self.words_of(&pieces, &middle)
    }

    /// Words and vectors from pieces and their vectors behind the middle layer.
    pub(crate) fn words_of(&self, pieces: &Pieces, middle: &[f32]) -> Words {
        let hidden = self.config.encoder.hidden;
        let mut out = Words { width: hidden, ..Words::default() };
        for (word, &first) in pieces.words.iter().enumerate() {
            let last = pieces.word_end(word);
            out.spans.push(pieces.bytes(first, last));
            out.data.extend_from_slice(&middle[first * hidden..][..hidden]);
        }
        out
    }

    /// For each of `spans` (bytes) the probability of each label of a layer, then that of none: geometric means over the
    /// words, as the score of a tagged span is. No numbers for a span without words.
    pub fn weigh(&self, text: &str, layer: Layer, spans: &[Range<usize>]) -> Vec<Vec<f32>> {
        let pieces = self.tokenizer.pieces(text);
        if pieces.words.is_empty() {
            return vec![Vec::new(); spans.len()];
        }
        let h = self.encoder.encode(&pieces.ids, &pieces.shapes, self.kernels);
        let scores = self.heads.tag_scores(&h, &pieces.words, self.kernels);
        let rows = self.heads.layer_scores(&scores, layer.name());
        let bytes: Vec<Range<usize>> = (0..pieces.words.len()).map(|w| pieces.bytes(pieces.words[w], pieces.word_end(w))).collect();
        let weigh = |span: &Range<usize>| {
            let inside = |w: &usize| bytes[*w].start < span.end && span.start < bytes[*w].end;
            let words: Vec<&[f32]> = (0..bytes.len()).filter(inside).map(|w| rows[w]).collect();
            decode::label_scores(&words)
        };
        spans.iter().map(weigh).collect()
    }
}
