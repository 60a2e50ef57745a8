//! A report's marks as the heads take them: on whole words, in the model's order, with their word pieces.

use std::collections::BTreeMap;
use std::ops::Range;

use khabar_encoder::{Layer, Model, Reading, Tagged};

use super::marks::{Mark, Report};
use crate::metrics::Extent;

/// A mark that the model can see.
#[derive(Clone)]
pub(crate) struct Seen<'a> {
    pub mark: &'a Mark,
    /// Bytes of whole words.
    pub words: Range<usize>,
}

/// All marks of a report, by layer; by start, the longer first.
pub(crate) struct Gold<'a> {
    layers: BTreeMap<Layer, Vec<Seen<'a>>>,
    /// Outer and inner mentions in one list.
    pub mentions: Vec<Seen<'a>>,
}

impl<'a> Gold<'a> {
    pub fn new(report: &'a Report, model: &Model) -> Gold<'a> {
        let spans: Vec<Range<usize>> = report.marks.iter().map(|m| m.span.clone()).collect();
        let words = model.whole_words(&report.text, &spans);
        let mut layers: BTreeMap<Layer, Vec<Seen>> = BTreeMap::new();
        for (mark, words) in report.marks.iter().zip(words) {
            if let Some(words) = words {
                layers.entry(mark.layer).or_default().push(Seen { mark, words });
            }
        }
        layers.values_mut().for_each(|seen| seen.sort_by_key(|s| (s.words.start, std::cmp::Reverse(s.words.end))));
        let all = [Layer::Men, Layer::Inn].iter().flat_map(|l| layers.get(l).into_iter().flatten());
        let mut mentions: Vec<Seen> = Vec::new();
        for m in all {
            let same = |o: &&Seen| o.words == m.words && o.mark.get("e") == m.mark.get("e");
            if !mentions.iter().any(|o| same(&o)) {
                mentions.push(m.clone());
            }
        }
        mentions.sort_by_key(|s| (s.words.start, std::cmp::Reverse(s.words.end)));
        Gold { layers, mentions }
    }

    pub fn of(&self, layer: Layer) -> &[Seen<'a>] {
        self.layers.get(&layer).map_or(&[], |x| x)
    }

    /// The heads' answers for the gold spans.
    pub fn related(&self, text: &str, sentences: &[Range<usize>], model: &Model) -> Reading {
        let tagged = |layer: Layer, seen: &[Seen]| -> Vec<Tagged> {
            let labels = model.config().labels(layer);
            let label = |s: &Seen| labels.iter().position(|l| *l == s.mark.label).map_or(u16::MAX, |i| i as u16);
            seen.iter().map(|s| Tagged { span: s.words.clone(), label: label(s), score: 1.0 }).collect()
        };
        let spans = Layer::ALL.iter().map(|&l| (l, tagged(l, self.of(l)))).collect();
        model.relate(text, sentences, &tagged(Layer::Men, &self.mentions), &spans)
    }
}

/// Word pieces that bytes of whole words take.
pub(crate) fn extent(reading: &Reading, words: &Range<usize>) -> Extent {
    let first = reading.pieces.partition_point(|p| p.end <= words.start);
    let behind = reading.pieces.partition_point(|p| p.start < words.end);
    (first, behind.saturating_sub(1).max(first))
}

/// Type of the assessment that begins in each sentence or covers a third of its letters; empty for none.
pub(crate) fn assessing<'a>(report: &'a Report, sentences: &[Range<usize>]) -> Vec<&'a str> {
    let letters = |r: Range<usize>| if r.is_empty() { 0 } else { report.text[r].chars().filter(|c| c.is_alphanumeric()).count() };
    let of = |s: &Range<usize>| {
        let (mut best, mut most) = ("", 0);
        for mark in report.marks.iter().filter(|m| m.layer == Layer::As) {
            let shared = mark.span.start.max(s.start)..mark.span.end.min(s.end);
            let cover = if shared.start < shared.end { letters(shared) } else { 0 };
            let begins = s.contains(&mark.span.start);
            if cover > most && (begins || 3 * cover >= letters(s.clone())) {
                (best, most) = (mark.label.as_str(), cover);
            }
        }
        best
    };
    sentences.iter().map(of).collect()
}
