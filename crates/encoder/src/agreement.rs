//! Agreement with the network that was trained: `models/reader.vectors.json` holds what PyTorch computes in `f32`
//! from the same weights. Ours rounds activations to bytes, so scores agree nearly, decisions nearly always.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Vectors {
    texts: Vec<Case>,
}

/// One text: pieces, decoded spans, and the scores of the heads for the `given` spans.
#[derive(Deserialize)]
struct Case {
    text: String,
    sentence_starts: Vec<usize>,
    ids: Vec<u32>,
    shapes: Vec<u8>,
    /// In characters.
    offsets: Vec<(usize, usize)>,
    words: Vec<usize>,
    sentence_of_piece: Vec<usize>,
    hidden_first_last: [Vec<f32>; 2],
    spans: BTreeMap<String, Vec<(usize, usize, String, f32)>>,
    given: BTreeMap<String, Vec<(usize, usize, String)>>,
    classes: BTreeMap<String, Vec<Vec<f32>>>,
    antecedents: Vec<i64>,
    tag_logits: Option<BTreeMap<String, Vec<Vec<f32>>>>,
    pairs: Option<BTreeMap<String, Vec<Vec<Vec<f32>>>>>,
}

fn vectors() -> Vectors {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/reader.vectors.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

impl Case {
    fn byte(&self, char: usize) -> usize {
        self.text.char_indices().nth(char).map_or(self.text.len(), |(b, _)| b)
    }

    fn sentences(&self) -> Vec<Range<usize>> {
        self.sentence_starts.iter().map(|&s| self.byte(s)..self.text.len()).collect()
    }
}

/// How often two lists of decisions agree, and how far two lists of numbers lie apart.
#[derive(Debug, Default)]
struct Tally {
    same: usize,
    all: usize,
    largest: f32,
    squares: f64,
    numbers: usize,
}

impl Tally {
    fn decision(&mut self, same: bool) {
        self.same += usize::from(same);
        self.all += 1;
    }

    fn rows(&mut self, ours: &[f32], theirs: &[f32]) {
        assert_eq!(ours.len(), theirs.len());
        for (a, b) in ours.iter().zip(theirs).filter(|(_, b)| **b > -1e8) {
            self.largest = self.largest.max((a - b).abs());
            self.squares += f64::from((a - b) * (a - b));
            self.numbers += 1;
        }
        let top = |row: &[f32]| (0..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best });
        self.decision(top(ours) == top(theirs));
    }

    fn share(&self) -> f64 {
        self.same as f64 / self.all.max(1) as f64
    }

    fn rms(&self) -> f64 {
        (self.squares / self.numbers.max(1) as f64).sqrt()
    }
}

#[test]
fn pieces_are_those_of_the_trained_network() {
    let model = Model::bundled().unwrap();
    for case in vectors().texts {
        let pieces = model.tokenizer.pieces(&case.text);
        assert_eq!(pieces.ids, case.ids);
        assert_eq!(pieces.shapes, case.shapes);
        assert_eq!(pieces.words, case.words);
        let offsets: Vec<Range<usize>> = case.offsets.iter().map(|&(a, b)| case.byte(a)..case.byte(b)).collect();
        assert_eq!(pieces.offsets, offsets);
        assert_eq!(sentence_of_pieces(&pieces, &case.sentences()), case.sentence_of_piece);
    }
}

#[test]
fn scores_and_spans_are_those_of_the_trained_network() {
    let model = Model::bundled().unwrap();
    let (mut hidden, mut tags, mut spans, mut scores) = (Tally::default(), Tally::default(), Tally::default(), Tally::default());
    for case in vectors().texts {
        let pieces = model.tokenizer.pieces(&case.text);
        let h = model.encoder.encode(&pieces.ids, &pieces.shapes, model.kernels);
        let width = model.config.encoder.hidden;
        let [first, last] = &case.hidden_first_last;
        hidden.rows(&h[..first.len()], first);
        hidden.rows(&h[h.len() - width..][..last.len()], last);
        let logits = model.heads.tag_scores(&h, &pieces.words, model.kernels);
        for (layer, theirs) in case.tag_logits.iter().flatten() {
            for (ours, theirs) in model.heads.layer_scores(&logits, layer).iter().zip(theirs) {
                tags.rows(ours, theirs);
            }
        }
        for &layer in Layer::ALL.iter().filter(|l| !matches!(l, Layer::Men | Layer::Inn)) {
            let labels = model.config.labels(layer);
            let ours = spans_of(&pieces, model.heads.decode(&logits, layer.name()));
            let theirs = &case.spans[layer.name()];
            for t in theirs {
                let found = ours.iter().find(|o| (o.first, o.last) == (t.0, t.1) && labels[usize::from(o.label)] == t.2);
                spans.decision(found.is_some());
                if let Some(o) = found {
                    scores.rows(&[o.score], &[t.3]);
                }
            }
            (theirs.len()..ours.len()).for_each(|_| spans.decision(false));
        }
    }
    println!("hidden: rms {:.4} largest {:.4}", hidden.rms(), hidden.largest);
    println!("tag scores: rms {:.4} largest {:.4} same argmax {:.4} of {}", tags.rms(), tags.largest, tags.share(), tags.all);
    println!("decoded spans: same {:.4} of {}; span score rms {:.4} largest {:.4}", spans.share(), spans.all, scores.rms(), scores.largest);
}
