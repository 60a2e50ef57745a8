//! What a head sees of a word: its vector, and the mean vectors of what stands before it, behind it and in its sentence.

use std::ops::Range;

use khabar_encoder::Words;

/// Words on each side that are around a word.
const AROUND: usize = 7;
/// How much each part weighs beside the others: the word, the words before it, those behind it, its sentence. What is acted
/// upon mostly stands behind.
const WEIGHTS: [f64; 4] = [1.0, 0.3, 0.6, 0.3];

/// One row a word.
pub(super) struct Features {
    pub width: usize,
    pub data: Vec<f32>,
}

impl Features {
    /// `sentences` are byte ranges in order, as the model reads them; none for one sentence.
    pub fn new(words: &Words, sentences: &[Range<usize>]) -> Features {
        let parts = words.width();
        let width = WEIGHTS.len() * parts;
        let mut data = Vec::with_capacity(words.len() * width);
        let of = |w: usize| sentences.partition_point(|s| s.start <= words.spans[w].start);
        for w in 0..words.len() {
            let here = of(w);
            let same = |v: &usize| of(*v) == here;
            let first = (w.saturating_sub(AROUND)..w).find(same).unwrap_or(w);
            let last = (w + 1..words.len().min(w + 1 + AROUND)).rev().find(same).unwrap_or(w);
            let start = (0..w).rev().take_while(same).last().unwrap_or(w);
            let end = (w + 1..words.len()).take_while(same).last().unwrap_or(w);
            data.extend_from_slice(words.vector(w));
            data.extend(mean(words, first..w));
            data.extend(mean(words, w + 1..last + 1));
            data.extend(mean(words, start..end + 1));
        }
        Features { width, data }
    }

    /// How much number i of a row weighs.
    pub fn weight(&self, i: usize) -> f64 {
        WEIGHTS[i * WEIGHTS.len() / self.width]
    }

    pub fn row(&self, word: usize) -> &[f32] {
        &self.data[word * self.width..][..self.width]
    }
}

/// The mean vector of some words; 0 for none.
fn mean(words: &Words, range: Range<usize>) -> Vec<f32> {
    let mut out = vec![0.0; words.width()];
    let per = 1.0 / range.len().max(1) as f32;
    for w in range {
        out.iter_mut().zip(words.vector(w)).for_each(|(m, x)| *m += x * per);
    }
    out
}
