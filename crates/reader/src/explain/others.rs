//! How statements, commitments, assessments, relations and measures were decided.

use super::{Decision, Scene};
use crate::neural::{ASSESSES, CUE, LINK, SOURCE};
use khabar_encoder::{Class, Layer, Pair};
use khabar_model::{Doc, Span};

impl Scene<'_> {
    pub(super) fn statement(&self) -> Vec<Decision> {
        let Some(i) = self.nearest(Layer::St) else { return vec![self.seen("statement", Layer::St, None)] };
        let mut out = vec![self.seen("statement", Layer::St, Some(i)), self.sure(Layer::St, i, None)];
        let (cue, cues) = self.cues(i);
        out.extend(cues);
        out.extend(self.sources(i, cue));
        let words = cue.and_then(|k| self.reader.at(&self.reading.spans(Layer::Cue)[k].span)).map(|s| self.doc.words(s));
        let stance = self.class("stance", Class::Stance, i);
        out.push(match words.and_then(|w| Some((w, self.lex.cues.first(w)?))) {
            Some((w, told)) => Decision {
                taken: Some(told.to_string()),
                by_rule: true,
                why: Some(format!("the cue “{w}” has one stance, whatever the model says")),
                ..stance
            },
            None => stance,
        });
        out.push(self.class("form", Class::Form, i));
        out
    }

    /// The cue that belongs to statement i, and all that might.
    fn cues(&self, i: usize) -> (Option<usize>, Vec<Decision>) {
        let cues = self.reading.spans(Layer::Cue);
        let p = |k: usize| self.reading.links(Pair::Stcue).get(i, k)[1];
        let best = (0..cues.len()).max_by(|&a, &b| p(a).total_cmp(&p(b))).filter(|&k| p(k) > CUE);
        let one = |k: usize| {
            let d = Decision { bar: Some(CUE), ..Decision::new("cue") };
            let d = d.of(self.doc, self.reader.at(&cues[k].span)?).answers([("cue", p(k)), ("none", 1.0 - p(k))]);
            Some(Decision { taken: (best == Some(k)).then(|| "cue".to_owned()), ..d })
        };
        let mut all: Vec<Decision> = (0..cues.len()).filter_map(one).collect();
        all.sort_by(|a, b| super::some(b).total_cmp(&super::some(a)));
        (best, all)
    }

    /// Every mention as the source: what the statement's head and its cue's head say, which are added up.
    fn sources(&self, i: usize, cue: Option<usize>) -> Vec<Decision> {
        let own = |j: usize| self.reading.links(Pair::Stsrc).get(i, j)[1];
        let by_cue = |j: usize| cue.map_or(0.0, |k| self.reading.links(Pair::Src).get(k, j)[1]);
        let count = self.reading.mentions.len();
        let best = (0..count).max_by(|&a, &b| (own(a) + by_cue(a)).total_cmp(&(own(b) + by_cue(b))).then(b.cmp(&a)));
        let one = |j: usize| {
            let d = Decision { bar: Some(SOURCE), ..self.about("source", self.reader.who(j)?) };
            let d = d.answers([("by the statement", own(j)), ("by its cue", by_cue(j))]);
            let taken = best == Some(j) && own(j) + by_cue(j) > SOURCE;
            Some((own(j) + by_cue(j), Decision { taken: taken.then(|| "source".to_owned()), ..d }))
        };
        let mut all: Vec<(f32, Decision)> = (0..count).filter_map(one).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.into_iter().map(|a| a.1).collect()
    }

    pub(super) fn commitment(&self) -> Vec<Decision> {
        let Some(i) = self.nearest(Layer::Cm) else { return vec![self.seen("commitment", Layer::Cm, None)] };
        let mut out = vec![self.seen("commitment", Layer::Cm, Some(i)), self.sure(Layer::Cm, i, None)];
        out.push(self.class("conditional", Class::Cond, i));
        out.extend(self.candidates("party", Pair::Cmby, i, self.reader.threshold("link", LINK)));
        out
    }

    pub(super) fn assessment(&self) -> Vec<Decision> {
        let Some(s) = self.window.sentences.iter().position(|s| s.start <= self.local.start && self.local.start < s.end) else {
            return Vec::new();
        };
        let bar = self.reader.threshold("assess", ASSESSES);
        let p = self.reading.assess[s];
        let names = self.reader.by.model.config().classes(Class::Assess).iter().map(|c| if c.is_empty() { "none" } else { c });
        let names: Vec<&str> = names.enumerate().map(|(k, n)| if k == 0 { "none" } else { n }).collect();
        let d = Decision { bar: Some(bar), ..Decision::new("kind") }.answers(names.into_iter().zip(p));
        let best = d.answers.iter().find(|a| a.answer != "none").map(|a| a.answer.clone());
        let mut out = vec![Decision { taken: best.filter(|_| 1.0 - p[0] >= bar), why: Some("of the whole sentence".to_owned()), ..d }];
        if let Some(i) = self.nearest(Layer::As) {
            out.push(self.seen("words", Layer::As, Some(i)));
            out.extend(self.candidates("by", Pair::Asby, i, self.reader.threshold("link", LINK)));
        }
        out
    }

    pub(super) fn relation(&self) -> Vec<Decision> {
        let Some(i) = self.nearest(Layer::Rel) else { return vec![self.seen("tie", Layer::Rel, None)] };
        let mut out = vec![self.seen("tie", Layer::Rel, Some(i)), self.sure(Layer::Rel, i, None)];
        out.push(self.class("status", Class::Relst, i));
        out.extend(self.candidates("party", Pair::Relarg, i, self.reader.threshold("link", LINK)));
        out
    }

    /// What the tag layer makes of the words.
    fn seen(&self, asked: &'static str, layer: Layer, i: Option<usize>) -> Decision {
        let span = i.and_then(|i| self.reader.at(&self.reading.spans(layer)[i].span)).unwrap_or(self.span);
        let d = Decision::new(asked).of(self.doc, span).answers(self.weigh(layer, i, "none"));
        Decision { taken: i.map(|i| self.reader.label(layer, i).to_owned()), ..d }
    }
}

/// Amounts and times are computed by rule, whoever found the words.
pub(super) fn measure(doc: &Doc, span: Span) -> Vec<Decision> {
    let met = doc.amounts.iter().filter(|a| a.span.overlap(span) > 0);
    let amount = |a: &khabar_model::Amount| {
        let number = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| v.to_string());
        let unit = a.unit.as_deref().unwrap_or("no unit");
        let taken = format!("{} ({} to {}) {unit}", number(a.value), number(a.low), number(a.high));
        Decision::rule("amount", Some(taken), "the rules for numbers and units compute it").of(doc, a.span)
    };
    let mut out: Vec<Decision> = met.map(amount).collect();
    let sentence = doc.sentence_at(span.start).map_or(span, |s| doc.sentences[s].span);
    let times = doc.times.iter().filter(|t| sentence.overlap(t.span) > 0);
    out.extend(times.map(|t| {
        let when = t.when.map_or_else(|| t.value.clone(), |w| format!("{}, {w}", t.value));
        Decision::rule("time", Some(when), "the rules for times compute it").of(doc, t.span)
    }));
    out
}
