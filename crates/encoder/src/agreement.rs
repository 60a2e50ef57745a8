//! Agreement with the network that was trained: `models/reader.vectors.json` holds what PyTorch computes in `f32`
//! from the same weights. Ours rounds activations to bytes, so scores agree nearly, decisions nearly always.

#![cfg(test)]
#![allow(clippy::print_stdout)] // the figures, for `cargo test -- --nocapture`

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
    coref: Option<Vec<Vec<f32>>>,
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
    /// Squares of the trained network's numbers, which grow as it is trained longer.
    scale: f64,
    count: usize,
}

impl Tally {
    fn decision(&mut self, same: bool) {
        self.same += usize::from(same);
        self.all += 1;
    }

    /// Numbers, and the decision for the largest of them.
    fn rows(&mut self, ours: &[f32], theirs: &[f32]) {
        self.numbers(ours, theirs);
        self.decision(top(ours) == top(theirs));
    }

    fn numbers(&mut self, ours: &[f32], theirs: &[f32]) {
        assert_eq!(ours.len(), theirs.len());
        for (a, b) in ours.iter().zip(theirs).filter(|(_, b)| **b > -1e8) {
            self.largest = self.largest.max((a - b).abs());
            self.squares += f64::from((a - b) * (a - b));
            self.scale += f64::from(b * b);
            self.count += 1;
        }
    }

    fn share(&self) -> f64 {
        self.same as f64 / self.all.max(1) as f64
    }

    fn rms(&self) -> f64 {
        (self.squares / self.count.max(1) as f64).sqrt()
    }

    /// The difference as a share of the numbers' own size.
    fn relative(&self) -> f64 {
        (self.squares / self.scale.max(1e-9)).sqrt()
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        if self.all > 0 {
            write!(f, "same decision {:.2} % of {}; ", 100.0 * self.share(), self.all)?;
        }
        write!(
            f,
            "difference rms {:.4} ({:.4} of their size), largest {:.4} over {}",
            self.rms(),
            self.relative(),
            self.largest,
            self.count
        )
    }
}

fn top(row: &[f32]) -> usize {
    (0..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best })
}

fn softmax(row: &[f32]) -> Vec<f32> {
    let most = row.iter().fold(f32::MIN, |a, &b| a.max(b));
    let total: f32 = row.iter().map(|x| (x - most).exp()).sum();
    row.iter().map(|x| (x - most).exp() / total).collect()
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
        hidden.numbers(&h[..first.len()], first);
        hidden.numbers(&h[h.len() - width..][..last.len()], last);
        let logits = model.heads.tag_scores(&h, &pieces.words, model.kernels);
        for (layer, theirs) in case.tag_logits.iter().flatten() {
            for (ours, theirs) in model.heads.layer_scores(&logits, layer).iter().zip(theirs) {
                tags.rows(ours, theirs);
            }
        }
        // `men` of the vectors is already merged.
        let found = |layer: Layer| spans_of(&pieces, model.heads.decode(&logits, layer.name()));
        for &layer in Layer::ALL.iter().filter(|l| **l != Layer::Inn) {
            let ours = if layer == Layer::Men { merge(&found(Layer::Men), &found(Layer::Inn)) } else { found(layer) };
            let labels = model.config.labels(layer);
            let theirs = &case.spans[layer.name()];
            for t in theirs {
                let same = ours.iter().find(|o| (o.first, o.last) == (t.0, t.1) && labels[usize::from(o.label)] == t.2);
                spans.decision(same.is_some());
                if let Some(o) = same {
                    scores.numbers(&[o.score], &[t.3]);
                }
            }
            (theirs.len()..ours.len()).for_each(|_| spans.decision(false));
        }
    }
    println!("first and last piece: {hidden}\ntag scores: {tags}\ndecoded spans: {spans}\nspan scores: {scores}");
    assert!(tags.all > 500 && tags.largest < 0.5 && tags.relative() < 0.015 && tags.share() > 0.99, "tag scores: {tags}");
    assert!(scores.largest < 0.1, "span scores: {scores}");
    // A span at the border between two labels flips; a network barely trained has few others.
    let floor = if spans.all > 300 { 0.97 } else { 0.9 };
    assert!(spans.share() >= floor, "decoded spans: {spans}");
}

#[test]
fn heads_are_those_of_the_trained_network() {
    let model = Model::bundled().unwrap();
    let (mut classes, mut pairs, mut antecedents) = (Tally::default(), Tally::default(), Tally::default());
    for case in vectors().texts {
        let related = relate_given(&model, &case);
        for (class, ours) in Class::ALL.iter().zip(&related.classes) {
            for (ours, theirs) in ours.iter().zip(case.classes.get(class.name()).into_iter().flatten()) {
                classes.rows(ours, &softmax(theirs));
            }
        }
        for (pair, ours) in Pair::ALL.iter().zip(&related.links) {
            let theirs = case.pairs.iter().flat_map(|p| p.get(pair.name()).into_iter().flatten()).flatten();
            for (ours, theirs) in ours.data.chunks(ours.classes.max(1)).zip(theirs) {
                pairs.rows(ours, &softmax(theirs));
            }
        }
        for (ours, &theirs) in related.antecedents.iter().zip(&case.antecedents) {
            antecedents.decision(top(ours) as i64 - 1 == theirs);
        }
        for (ours, theirs) in related.antecedents.iter().zip(case.coref.iter().flatten()) {
            antecedents.rows(ours, &softmax(theirs));
        }
    }
    println!("classes: {classes}\npairs: {pairs}\nantecedents: {antecedents}");
    for (name, tally) in [("classes", &classes), ("pairs", &pairs), ("antecedents", &antecedents)] {
        assert!(tally.all > 50 && tally.rms() < 0.02 && tally.share() > 0.97, "{name}: {tally}");
    }
}

/// The heads on the `given` spans.
fn relate_given(model: &Model, case: &Case) -> heads::Related {
    let pieces = model.tokenizer.pieces(&case.text);
    let h = model.encoder.encode(&pieces.ids, &pieces.shapes, model.kernels);
    let labels = |kind: &str| model.config.labels_of(kind).unwrap_or_default();
    let label = |kind: &str, name: &String| labels(kind).iter().position(|x| x == name).unwrap_or(0) as u16;
    let span = |kind: &str, s: &(usize, usize, String)| Span { first: s.0, last: s.1, label: label(kind, &s.2), score: 1.0 };
    let list = |kind: &String| case.given.get(kind).into_iter().flatten().map(|s| span(kind, s)).collect();
    let spans: Vec<Vec<Span>> = model.config.span_kinds.iter().map(list).collect();
    let text = |m: &(usize, usize, String)| Surface::new(&case.text[pieces.bytes(m.0, m.1)], &model.config.coref);
    let surfaces: Vec<Surface> = case.given["men"].iter().map(text).collect();
    model.heads.relate(&h, &spans, &case.sentence_of_piece, &surfaces, &model.config, model.kernels)
}

#[test]
fn every_form_of_the_kernels_gives_the_same_bits() {
    let mut model = Model::bundled().unwrap();
    let cases = vectors().texts;
    let mut first: Option<Vec<Reading>> = None;
    for kernels in Kernels::available() {
        model = model.with_kernels(kernels);
        let found: Vec<Reading> = cases.iter().map(|c| model.read(&c.text, &c.sentences())).collect();
        assert!(found.iter().any(|r| !r.mentions.is_empty()));
        match &first {
            None => first = Some(found),
            Some(first) => assert!(*first == found, "{} differs from the portable form", kernels.name()),
        }
    }
}

#[test]
fn threads_do_not_change_a_reading() {
    let model = &Model::bundled().unwrap();
    let case = &vectors().texts[0];
    let read = || model.read(&case.text, &case.sentences());
    let alone = read();
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(read)).collect();
        for other in others {
            assert!(other.join().unwrap() == alone);
        }
    });
}

#[test]
fn spans_that_are_given_are_read_as_those_that_are_found() {
    let model = Model::bundled().unwrap();
    for case in vectors().texts {
        let read = model.read(&case.text, &case.sentences());
        let spans = Layer::ALL.iter().map(|&l| (l, read.spans(l).to_vec())).collect();
        assert!(model.relate(&case.text, &case.sentences(), &read.mentions, &spans) == read);
        let word = read.mentions[0].span.start..read.mentions[0].span.start + 1;
        let whole = model.whole_words(&case.text, &[word.clone(), case.text.len()..case.text.len() + 1]);
        assert!(whole[0].as_ref().is_some_and(|w| w.start == word.start && w.end >= word.end) && whole[1].is_none());
    }
}
