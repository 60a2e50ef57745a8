//! How a finding came about: the document read again, with the scores behind each answer that the model gave.
//!
//! Nothing is stored for this: reading is deterministic, so the same text gives the same scores. What later rules change
//! is added by whoever knows the record (the corridor).

mod act;
mod others;

use crate::codebook::Codebook;
use crate::entities::Tagged;
use crate::neural::{Index, Reader, Reads, Who};
use crate::read_keeping;
use crate::windows::{Window, windows};
use khabar_encoder::{Layer, Model, Pair, Reading};
use khabar_lexicon::Lexicon;
use khabar_model::{Chars, Doc, Source, Span};
use serde::Serialize;
use std::ops::Range;

/// The family of the finding that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Act,
    Statement,
    Commitment,
    Assessment,
    Relation,
    Measure,
}

/// One question that was answered on the way to a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// "type", "status", "role", "date", "source", ...
    pub asked: &'static str,
    /// The words that it was asked of, where they are not the finding's own.
    pub words: Option<String>,
    pub span: Option<Chars>,
    /// Answers with their probabilities, the likeliest first.
    pub answers: Vec<Answer>,
    /// Taken from this probability on; none where the likeliest is taken.
    pub bar: Option<f32>,
    /// What was taken; none where nothing was.
    pub taken: Option<String>,
    /// Was it a rule that decided, not the model?
    pub by_rule: bool,
    /// What else is to know: the rule, or whom the words stand for.
    pub why: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    pub answer: String,
    pub p: f32,
}

impl Decision {
    pub fn new(asked: &'static str) -> Decision {
        Decision { asked, words: None, span: None, answers: Vec::new(), bar: None, taken: None, by_rule: false, why: None }
    }

    /// A rule's decision.
    pub fn rule(asked: &'static str, taken: Option<String>, why: impl Into<String>) -> Decision {
        Decision { taken, by_rule: true, why: Some(why.into()), ..Decision::new(asked) }
    }

    fn of(self, doc: &Doc, span: Span) -> Decision {
        Decision { words: Some(doc.words(span).to_owned()), span: Some(doc.chars(span)), ..self }
    }

    /// Sorts the answers; the likeliest is taken unless the bar or the caller says otherwise.
    fn answers<'a>(mut self, answers: impl IntoIterator<Item = (&'a str, f32)>) -> Decision {
        let round = |p: f32| (p * 1e4).round() / 1e4;
        self.answers = answers.into_iter().map(|(a, p)| Answer { answer: a.to_owned(), p: round(p) }).collect();
        self.answers.sort_by(|a, b| b.p.total_cmp(&a.p).then_with(|| a.answer.cmp(&b.answer)));
        self
    }
}

/// Reads the source again and tells how what stands at `at` (code points) was decided; empty where the text has no coded
/// sentence there. For an act `at` is its trigger.
pub fn explain(source: Source, model: &Model, codebook: &Codebook, lex: &Lexicon, asked: Asked, at: Chars) -> (Doc, Vec<Decision>) {
    let by = Reads { model, codebook };
    let (doc, found) = read_keeping(source, by, lex);
    let span = doc.index.span(doc.text(), at);
    if asked == Asked::Measure {
        let decisions = others::measure(&doc, span);
        return (doc, decisions);
    }
    let Some((window, local)) = window_at(&doc, model, span) else { return (doc, Vec::new()) };
    let reading = by.window(&window);
    let index = Index::new(&found.mentions);
    let reader = Reader { window: &window, reading: &reading, by, index: &index };
    let scene = Scene { doc: &doc, mentions: &found.mentions, reader, reading: &reading, window: &window, lex, span, local };
    let decisions = match asked {
        Asked::Act => scene.act(),
        Asked::Statement => scene.statement(),
        Asked::Commitment => scene.commitment(),
        Asked::Assessment => scene.assessment(),
        Asked::Relation => scene.relation(),
        Asked::Measure => Vec::new(),
    };
    (doc, decisions)
}

/// The window that the sentence of `span` belongs to, and the span in it.
fn window_at(doc: &Doc, model: &Model, span: Span) -> Option<(Window, Range<usize>)> {
    let sentence = doc.sentence_at(span.start)?;
    let all = windows(doc.text(), &doc.blocks, &doc.speakers, &doc.sentences, |t| model.pieces(t));
    let window = all.into_iter().find(|w| w.origin[w.owned.clone()].contains(&sentence))?;
    let k = window.origin.iter().position(|&o| o == sentence)?;
    let told = doc.sentences[sentence].span;
    // a speaker's name may stand before the sentence, nothing behind it
    let start = window.sentences[k].end - told.len() + (span.start - told.start);
    let end = (start + span.len()).min(window.text.len());
    Some((window, start..end))
}

/// All that the questions about one finding need.
struct Scene<'a> {
    doc: &'a Doc,
    mentions: &'a [Tagged],
    reader: Reader<'a>,
    reading: &'a Reading,
    window: &'a Window,
    lex: &'a Lexicon,
    /// The finding's words in the document, and in the window.
    span: Span,
    local: Range<usize>,
}

impl Scene<'_> {
    /// The span of a layer that shares most with the finding's words.
    fn nearest(&self, layer: Layer) -> Option<usize> {
        let shared = |r: &Range<usize>| r.end.min(self.local.end).saturating_sub(r.start.max(self.local.start));
        let met = self.reader.owned(layer).filter(|(_, r)| shared(r) > 0);
        met.max_by_key(|(i, r)| (shared(r), std::cmp::Reverse(*i))).map(|(i, _)| i)
    }

    /// The labels of a layer at the finding's words (or at the span that the model sees there), then none.
    fn weigh<'s>(&'s self, layer: Layer, i: Option<usize>, none: &'s str) -> Vec<(&'s str, f32)> {
        let range = i.map_or_else(|| self.local.clone(), |i| self.reading.spans(layer)[i].span.clone());
        let p = self.reader.by.model.weigh(&self.window.text, layer, &[range]).pop().unwrap_or_default();
        let labels = self.reader.by.model.config().labels(layer).iter().map(String::as_str);
        labels.chain([none]).zip(p).collect()
    }

    /// How sure the model is of span i of a layer, as the record says it.
    fn sure(&self, layer: Layer, i: usize, bar: Option<f32>) -> Decision {
        let p = self.reader.score(layer, i);
        let d = Decision { bar, ..Decision::new("confidence") }.answers([("calibrated", p)]);
        Decision { taken: bar.is_none_or(|b| p >= b).then(|| "kept".to_owned()), ..d }
    }

    /// A classifier's answers about span i.
    fn class(&self, asked: &'static str, class: khabar_encoder::Class, i: usize) -> Decision {
        let names = self.reader.by.model.config().classes(class).iter().map(|c| if c.is_empty() { "none" } else { c });
        let p = self.reading.class(class)[i].iter().copied();
        let d = Decision::new(asked).answers(names.zip(p));
        Decision { taken: d.answers.first().map(|a| a.answer.clone()), ..d }
    }

    /// Every mention of the window as a candidate of a pair head: what it may be to anchor i. Taken is what `bar` lets through.
    fn candidates(&self, asked: &'static str, pair: Pair, i: usize, bar: f32) -> Vec<Decision> {
        let classes = self.reader.by.model.config().links(pair);
        let names = |k: usize| if k == 0 { "none" } else { classes[k].as_str() };
        let one = |j: usize| {
            let p = self.reading.links(pair).get(i, j);
            let who = self.reader.who(j)?;
            let d = Decision { bar: Some(bar), ..self.about(asked, who) }.answers((0..classes.len()).map(|k| (names(k), p[k])));
            let best = d.answers.iter().find(|a| a.answer != "none").map(|a| a.answer.clone());
            Some(Decision { taken: best.filter(|_| 1.0 - p[0] > bar), ..d })
        };
        // a model may lack the head: no candidates then
        let mut all: Vec<Decision> = (0..self.reading.links(pair).arguments()).filter_map(one).collect();
        all.sort_by(|a, b| some(b).total_cmp(&some(a)));
        all
    }

    /// A question about a participant: its words, and whom they stand for.
    fn about(&self, asked: &'static str, who: Who) -> Decision {
        let name = |e: usize| self.doc.entities.get(e).map_or("", |c| c.name.as_str());
        match who {
            Who::Mention(m) => {
                let span = self.doc.mentions[m].span;
                let stands = name(self.doc.mentions[m].entity);
                let rule = self.mentions[m].by_rule.then(|| "found by rule: a known name, or the noun of a group".to_owned());
                let stands = match stands {
                    "" => Some("nobody was found for it".to_owned()),
                    same if same == self.doc.words(span) => None,
                    other => Some(format!("stands for {other}")),
                };
                let why = [rule, stands].into_iter().flatten().collect::<Vec<_>>().join("; ");
                Decision { why: Some(why).filter(|w| !w.is_empty()), ..Decision::new(asked).of(self.doc, span) }
            }
            Who::Speaker(s) => {
                let speaker = self.doc.speakers.get(s).cloned();
                Decision { words: speaker, why: Some("the speaker of the turn".to_owned()), ..Decision::new(asked) }
            }
        }
    }
}

/// The probability that a candidate is anything.
pub fn some(d: &Decision) -> f32 {
    1.0 - d.answers.iter().find(|a| a.answer == "none").map_or(1.0, |a| a.p)
}
