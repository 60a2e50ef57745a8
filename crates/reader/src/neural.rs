//! What the neural reader says of a document: its windows read, their spans led back to the text.
//!
//! Positions are the document's; participants are [`Who`]: a mention (by index) or a speaker named in front of a turn.

use crate::codebook::Codebook;
use crate::entities::{Link, Tagged};
use crate::gazetteer::add_known;
use crate::names::Scene;
use crate::windows::{Place, Window, windows};
use khabar_encoder::{Class, Finder, Layer, Model, Pair, Reading, Words};
use khabar_model::{AssessmentType, Block, EntityType, Form, Part, Predicate, RelationStatus, Sentence, Span, Stance, Status};
use std::collections::BTreeMap;
use std::ops::Range;

/// A participant before entities are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Mention(usize),
    Speaker(usize),
}

#[derive(Debug, Clone)]
pub struct FoundAct {
    pub trigger: Span,
    pub kind: String,
    pub mode: Option<String>,
    pub status: Status,
    pub parts: Vec<(Part, Who, f32)>,
    pub time: Option<Span>,
    pub score: f32,
}

#[derive(Debug, Clone)]
pub struct FoundWords {
    pub content: Span,
    pub cue: Option<Span>,
    pub source: Option<Who>,
    pub stance: Stance,
    pub form: Form,
    pub score: f32,
}

#[derive(Debug, Clone)]
pub struct FoundPromise {
    pub span: Span,
    pub by: Vec<Who>,
    pub to: Vec<Who>,
    pub conditional: bool,
    pub score: f32,
}

/// A sentence that assesses; `words` is the tagged stretch inside it, where there is one.
#[derive(Debug, Clone)]
pub struct FoundJudgement {
    pub sentence: usize,
    pub words: Option<Span>,
    pub kind: AssessmentType,
    pub by: Option<Who>,
    pub score: f32,
}

#[derive(Debug, Clone)]
pub struct FoundTie {
    pub span: Span,
    pub subject: Who,
    pub predicate: Predicate,
    pub object: Who,
    pub status: RelationStatus,
    pub score: f32,
}

/// All of it; mentions are in text order, an outer one before those inside it, no two of the same span.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    pub mentions: Vec<Tagged>,
    pub links: Vec<Link>,
    /// Mentions that are one with a speaker's name.
    pub speaks: Vec<(usize, usize)>,
    pub times: Vec<Span>,
    pub amounts: Vec<Span>,
    pub acts: Vec<FoundAct>,
    pub words: Vec<FoundWords>,
    pub promises: Vec<FoundPromise>,
    pub judgements: Vec<FoundJudgement>,
    pub ties: Vec<FoundTie>,
    /// Windows of which the end was cut off.
    pub truncated: usize,
}

/// Below this probability a sentence does not assess.
pub(crate) const ASSESSES: f32 = 0.5;
/// Below this an act is not kept at all, where the model file gives no bar; views have a higher one of their own.
pub(crate) const ACT: f32 = 0.35;
/// Bars of roles (told, inferred), of retold acts and of other links, where the model file gives none.
pub(crate) const ROLE: f32 = 0.4;
pub(crate) const INFER: f32 = 0.5;
pub(crate) const SAME: f32 = 0.5;
pub(crate) const LINK: f32 = 0.5;
/// A cue belongs to a statement from this probability on.
pub(crate) const CUE: f32 = 0.5;
/// What the statement's and the cue's head must together give a source.
pub(crate) const SOURCE: f32 = 0.3;

/// What reads: the model, and the types of act that a user taught.
#[derive(Clone, Copy)]
pub struct Reads<'a> {
    pub model: &'a Model,
    pub codebook: &'a Codebook,
}

impl Reads<'_> {
    /// One window, with the triggers of the learned types.
    pub(crate) fn window(&self, window: &Window) -> Reading {
        let find = |words: &Words| self.codebook.find(words, &window.sentences);
        let finder: Option<Finder> = if self.codebook.is_empty() { None } else { Some(&find) };
        self.model.read_with(&window.text, &window.sentences, finder)
    }
}

/// Reads a document's coded sentences.
pub fn findings(text: &str, blocks: &[Block], speakers: &[String], sentences: &[Sentence], by: Reads, scene: &Scene) -> Findings {
    let model = by.model;
    let windows = windows(text, blocks, speakers, sentences, |t| model.pieces(t));
    let read: Vec<(Window, Reading)> = windows
        .into_iter()
        .map(|w| {
            let reading = by.window(&w);
            (w, reading)
        })
        .collect();
    let tagged = add_known(text, sentences, |s| blocks[s.block].coded, mentions(&read, model), scene);
    let mut all = Findings { mentions: tagged, ..Findings::default() };
    let index = Index::new(&all.mentions);
    for (window, reading) in &read {
        Reader { window, reading, by, index: &index }.add(&mut all);
        all.truncated += usize::from(reading.truncated);
    }
    all.acts.sort_by_key(|a| (a.trigger.start, a.trigger.end));
    all.words.sort_by_key(|w| (w.content.start, std::cmp::Reverse(w.content.end)));
    all.times.sort();
    all.amounts.sort();
    all
}

/// The mentions of all windows: owned ones as tagged, then those that only a neighbour saw and an owner did not.
fn mentions(read: &[(Window, Reading)], model: &Model) -> Vec<Tagged> {
    let kinds = model.config().labels(Layer::Men);
    let mut out: BTreeMap<Span, Tagged> = BTreeMap::new();
    for (window, reading) in read {
        for m in reading.mentions.iter().filter(|m| window.owns(m.span.start) && window.is_within_sentence(&m.span)) {
            let Some(Place::At(span)) = window.place(&m.span) else { continue };
            let kind = kinds.get(usize::from(m.label)).and_then(|k| EntityType::parse(k)).unwrap_or(EntityType::Other);
            out.entry(span).or_insert(Tagged { span, kind, score: m.score, by_rule: false });
        }
    }
    let mut out: Vec<Tagged> = out.into_values().collect();
    out.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    out
}

/// Finds the document's mention that a window's mention is.
pub(crate) struct Index {
    by_span: BTreeMap<Span, usize>,
    spans: Vec<Span>,
    /// Groups by rule, by the place where they begin: the model, which did not see them, links their first word.
    groups: BTreeMap<usize, usize>,
}

impl Index {
    pub(crate) fn new(mentions: &[Tagged]) -> Index {
        let groups = mentions.iter().enumerate().filter(|(_, m)| m.by_rule && m.kind != EntityType::State);
        Index {
            by_span: mentions.iter().enumerate().map(|(i, m)| (m.span, i)).collect(),
            spans: mentions.iter().map(|m| m.span).collect(),
            groups: groups.map(|(i, m)| (m.span.start, i)).collect(),
        }
    }

    /// The group by rule that begins with this mention, else the mention itself: in "Iran-backed militias attacked" the
    /// militias act.
    fn acting(&self, mention: usize) -> usize {
        self.groups.get(&self.spans[mention].start).copied().filter(|&g| self.spans[g].contains(self.spans[mention])).unwrap_or(mention)
    }

    /// The same span, else the mention that shares at least half of the longer of the two.
    fn find(&self, span: Span) -> Option<usize> {
        if let Some(&i) = self.by_span.get(&span) {
            return Some(i);
        }
        let close = |s: &Span| 2 * s.overlap(span) >= s.len().max(span.len()) && s.overlap(span) > 0;
        self.spans
            .iter()
            .enumerate()
            .filter(|(_, s)| close(s))
            .max_by_key(|(i, s)| (s.overlap(span), std::cmp::Reverse(*i)))
            .map(|(i, _)| i)
    }
}

/// One window's findings, added to the document's.
pub(crate) struct Reader<'a> {
    pub window: &'a Window,
    pub reading: &'a Reading,
    pub by: Reads<'a>,
    pub index: &'a Index,
}

impl Reader<'_> {
    fn add(&self, all: &mut Findings) {
        self.add_links(all);
        for (layer, into) in [(Layer::Tx, &mut all.times), (Layer::Q, &mut all.amounts)] {
            into.extend(self.owned(layer).filter_map(|(_, r)| self.at(r)));
        }
        all.acts.extend(self.acts());
        all.words.extend(self.owned(Layer::St).filter_map(|(i, r)| self.attributed(i, r)));
        all.promises.extend(self.owned(Layer::Cm).filter_map(|(i, r)| self.promise(i, r)));
        all.ties.extend(self.owned(Layer::Rel).filter_map(|(i, r)| self.tie(i, r)));
        self.add_judgements(all);
    }

    /// The acts of this window. Where a learned type and another see their triggers in the same words the surer one holds;
    /// of two as sure the model's own.
    fn acts(&self) -> Vec<FoundAct> {
        let within = self.owned(Layer::Trg).filter(|(_, r)| self.window.is_within_sentence(r));
        let acts = within.filter_map(|(i, r)| Some((self.learned(i).is_some(), self.act(i, r)?)));
        let bar = self.threshold("act", ACT);
        let mut acts: Vec<(bool, FoundAct)> = acts.filter(|(learned, a)| *learned || a.score >= bar).collect();
        acts.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
        let mut kept: Vec<(bool, FoundAct)> = Vec::new();
        for (learned, act) in acts {
            if !kept.iter().any(|k| (learned || k.0) && k.1.trigger.overlap(act.trigger) > 0) {
                kept.push((learned, act));
            }
        }
        kept.into_iter().map(|k| k.1).collect()
    }

    /// Which learned type the trigger i is of, if any: index into the codebook's types.
    pub fn learned(&self, i: usize) -> Option<usize> {
        usize::from(self.reading.spans(Layer::Trg)[i].label).checked_sub(self.by.model.config().labels(Layer::Trg).len())
    }

    /// Spans of a layer that belong to this window, with their index in the reading.
    pub fn owned(&self, layer: Layer) -> impl Iterator<Item = (usize, &Range<usize>)> {
        let spans = self.reading.spans(layer).iter().enumerate();
        spans.filter(|(_, t)| self.window.owns(t.span.start)).map(|(i, t)| (i, &t.span))
    }

    pub fn at(&self, range: &Range<usize>) -> Option<Span> {
        match self.window.place(range) {
            Some(Place::At(span)) => Some(span),
            _ => None,
        }
    }

    /// The participant that the window's mention j is.
    pub fn who(&self, j: usize) -> Option<Who> {
        match self.window.place(&self.reading.mentions[j].span)? {
            Place::At(span) => self.index.find(span).map(Who::Mention),
            Place::Speaker(s) => Some(Who::Speaker(s)),
        }
    }

    pub fn label(&self, layer: Layer, i: usize) -> &str {
        if layer == Layer::Trg
            && let Some(learned) = self.learned(i)
        {
            return self.by.codebook.types.get(learned).map_or("", |t| &t.code);
        }
        let label = self.reading.spans(layer)[i].label;
        self.by.model.config().labels(layer).get(usize::from(label)).map_or("", String::as_str)
    }

    pub fn class(&self, class: Class, i: usize) -> &str {
        let best = argmax(&self.reading.class(class)[i]);
        self.by.model.config().classes(class).get(best).map_or("", String::as_str)
    }

    fn add_links(&self, all: &mut Findings) {
        for (i, m) in self.reading.mentions.iter().enumerate() {
            if !self.window.owns(m.span.start) {
                continue;
            }
            let scores = &self.reading.antecedents[i];
            // the best earlier mention, whether or not "new" scores higher: who follows it decides
            let best = 1 + argmax(&scores[1..]);
            if best >= scores.len() {
                continue;
            }
            match (self.who(i), self.who(best - 1)) {
                (Some(Who::Mention(later)), Some(Who::Mention(earlier))) if later != earlier => {
                    all.links.push(Link { later, earlier, score: scores[best] });
                }
                (Some(Who::Mention(later)), Some(Who::Speaker(s))) => all.speaks.push((later, s)),
                _ => {}
            }
        }
    }

    /// Participants that a pair head links to anchor i, with the class that it gives each.
    pub fn linked(&self, pair: Pair, i: usize, threshold: f32) -> Vec<(Who, &str, f32)> {
        let (classes, links) = (self.by.model.config().links(pair), self.reading.links(pair));
        let mut out = Vec::new();
        // a model may lack a head: no links then
        for j in 0..links.arguments() {
            let p = links.get(i, j);
            let some = 1.0 - p[0];
            let best = 1 + argmax(&p[1..]);
            if some > threshold
                && let (Some(who), Some(class)) = (self.who(j), classes.get(best))
            {
                let who = match who {
                    Who::Mention(m) if matches!(pair, Pair::Role | Pair::Infer) => Who::Mention(self.index.acting(m)),
                    other => other,
                };
                out.push((who, class.as_str(), some));
            }
        }
        out.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        out
    }

    /// The score of span i of a layer, calibrated on held-out reports where the model says how: of spans with 0.9, nine in ten are right.
    pub fn score(&self, layer: Layer, i: usize) -> f32 {
        let raw = self.reading.spans(layer)[i].score;
        let learned = layer == Layer::Trg && self.learned(i).is_some();
        if learned { raw } else { self.by.model.config().calibrated(layer.name(), raw) }
    }

    pub fn threshold(&self, name: &str, default: f32) -> f32 {
        self.by.model.config().threshold(name).unwrap_or(default)
    }

    fn act(&self, i: usize, range: &Range<usize>) -> Option<FoundAct> {
        let parts = self.parts(i);
        let times = self.reading.spans(Layer::Tx);
        let dated = (0..times.len()).map(|k| (self.reading.links(Pair::Date).get(i, k)[1], k)).max_by(|a, b| a.0.total_cmp(&b.0));
        let time = dated.filter(|d| d.0 > self.threshold("link", LINK)).and_then(|d| self.at(&times[d.1].span));
        Some(FoundAct {
            trigger: self.at(range)?,
            kind: self.label(Layer::Trg, i).to_owned(),
            mode: Some(self.class(Class::Mode, i).to_owned()).filter(|m| !m.is_empty() && self.learned(i).is_none()),
            status: Status::parse(self.class(Class::Status, i)).unwrap_or(Status::Occurred),
            parts,
            time,
            score: self.score(Layer::Trg, i),
        })
    }

    fn attributed(&self, i: usize, range: &Range<usize>) -> Option<FoundWords> {
        let cues = self.reading.spans(Layer::Cue);
        let best = (0..cues.len()).map(|k| (self.reading.links(Pair::Stcue).get(i, k)[1], k)).max_by(|a, b| a.0.total_cmp(&b.0));
        let cue = best.filter(|b| b.0 > CUE).map(|b| b.1);
        // the source: what the statement's own head and its cue's head say together
        let sum = |j: usize| self.reading.links(Pair::Stsrc).get(i, j)[1] + cue.map_or(0.0, |k| self.reading.links(Pair::Src).get(k, j)[1]);
        let source = (0..self.reading.mentions.len()).map(|j| (sum(j), j)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        Some(FoundWords {
            content: self.at(range)?,
            cue: cue.and_then(|k| self.at(&cues[k].span)),
            source: source.filter(|s| s.0 > SOURCE).and_then(|s| self.who(s.1)),
            stance: Stance::parse(self.class(Class::Stance, i)).unwrap_or(Stance::Assert),
            form: Form::parse(self.class(Class::Form, i)).unwrap_or(Form::Indirect),
            score: self.score(Layer::St, i),
        })
    }

    fn promise(&self, i: usize, range: &Range<usize>) -> Option<FoundPromise> {
        let linked = self.linked(Pair::Cmby, i, self.threshold("link", LINK));
        let of = |names: &[&str]| linked.iter().filter(|l| names.contains(&l.1)).map(|l| l.0).collect();
        Some(FoundPromise {
            span: self.at(range)?,
            by: of(&["by", "both"]),
            to: of(&["to", "both"]),
            conditional: self.class(Class::Cond, i) == "yes",
            score: self.score(Layer::Cm, i),
        })
    }

    fn tie(&self, i: usize, range: &Range<usize>) -> Option<FoundTie> {
        let linked = self.linked(Pair::Relarg, i, self.threshold("link", LINK));
        let first = |class: &str| linked.iter().find(|l| l.1 == class).map(|l| l.0);
        Some(FoundTie {
            span: self.at(range)?,
            subject: first("subject")?,
            predicate: Predicate::parse(self.label(Layer::Rel, i))?,
            object: first("object")?,
            status: RelationStatus::parse(self.class(Class::Relst, i)).unwrap_or(RelationStatus::Asserted),
            score: self.score(Layer::Rel, i),
        })
    }

    /// Sentences that the sentence head takes for assessments, or in which the tag layer finds one.
    fn add_judgements(&self, all: &mut Findings) {
        let classes = self.by.model.config().classes(Class::Assess);
        for s in self.window.owned.clone() {
            let p = &self.reading.assess[s];
            let range = &self.window.sentences[s];
            let tagged = self.reading.spans(Layer::As).iter().enumerate().filter(|(_, t)| range.contains(&t.span.start));
            let tagged = tagged.max_by(|a, b| a.1.score.total_cmp(&b.1.score));
            let assesses = 1.0 - p[0];
            if assesses < self.threshold("assess", ASSESSES) {
                continue;
            }
            let kind = classes.get(1 + argmax(&p[1..])).and_then(|k| AssessmentType::parse(k)).unwrap_or(AssessmentType::Judgement);
            let by = tagged.and_then(|(i, _)| self.linked(Pair::Asby, i, self.threshold("link", LINK)).first().map(|l| l.0));
            all.judgements.push(FoundJudgement {
                sentence: self.window.origin[s],
                words: tagged.and_then(|(_, t)| self.at(&t.span)),
                kind,
                by,
                score: self.by.model.config().calibrated("assess", assesses),
            });
        }
    }
}

/// The index of the largest; 0 for none.
pub(crate) fn argmax(values: &[f32]) -> usize {
    let best = values.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    best.map_or(0, |b| b.0)
}
