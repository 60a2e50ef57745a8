//! How an act was decided: type, mode, status, who plays which part, when.

use super::{Decision, Scene};
use crate::neural::{ACT, INFER, LINK, ROLE, SAME};
use khabar_encoder::{Class, Layer, Pair, Words};
use khabar_model::Span;
use std::ops::Range;

impl Scene<'_> {
    pub(super) fn act(&self) -> Vec<Decision> {
        let Some(i) = self.trigger() else { return vec![self.kind(None)] };
        let learned = self.reader.learned(i);
        let bar = learned.map_or_else(|| self.reader.threshold("act", ACT), |t| self.reader.by.codebook.types[t].threshold);
        let mut out = vec![self.kind(Some(i)), self.sure(Layer::Trg, i, Some(bar))];
        if learned.is_none() {
            out.push(self.class("mode", Class::Mode, i));
        }
        out.push(self.class("status", Class::Status, i));
        let role = self.candidates("role", Pair::Role, i, self.reader.threshold("role", ROLE));
        out.extend(role);
        out.extend(self.retold(i));
        out.extend(self.candidates("inferred role", Pair::Infer, i, self.reader.threshold("infer", INFER)));
        out.extend(self.dates(i));
        out
    }

    /// The surest trigger at the finding's words that is of the act that stands there (it may be joined of several); else any.
    fn trigger(&self) -> Option<usize> {
        let act = self.doc.acts.iter().find(|a| a.trigger.overlap(self.span) > 0);
        let met = |r: &Range<usize>| r.start < self.local.end && self.local.start < r.end;
        let same = |i: usize| act.is_some_and(|a| a.kind == self.reader.label(Layer::Trg, i));
        let all: Vec<usize> = self.reader.owned(Layer::Trg).filter(|(_, r)| met(r)).map(|(i, _)| i).collect();
        let score = |i: &usize| self.reader.score(Layer::Trg, *i);
        let surest = all.iter().copied().filter(|&i| same(i)).max_by(|a, b| score(a).total_cmp(&score(b)).then(b.cmp(a)));
        surest.or_else(|| all.first().copied())
    }

    /// The type with its rivals, learned ones among them.
    fn kind(&self, i: Option<usize>) -> Decision {
        let own = i.filter(|&i| self.reader.learned(i).is_none());
        let mut answers = self.weigh(Layer::Trg, own, "no act");
        let words = self.reader.by.model.words(&self.window.text);
        let range = i.map_or_else(|| self.local.clone(), |i| self.reading.spans(Layer::Trg)[i].span.clone());
        let seen = self.reader.at(&range).unwrap_or(self.span);
        for t in &self.reader.by.codebook.types {
            answers.push((&t.code, highest(&words, &t.probabilities(&words, &self.window.sentences), &range)));
        }
        let d = Decision::new("type").of(self.doc, seen).answers(answers);
        let contest = i
            .is_some_and(|i| self.reader.learned(i).is_some())
            .then(|| "a learned type, by a head of its own; the surer one holds".to_owned());
        Decision { taken: i.map(|i| self.reader.label(Layer::Trg, i).to_owned()), why: contest, ..d }
    }

    /// The earlier telling of the same happening, whose parties fill the sides that nobody takes here.
    fn retold(&self, i: usize) -> Option<Decision> {
        let (earlier, p) = self.reader.told_before(i)?;
        let span = self.reader.at(&self.reading.spans(Layer::Trg)[earlier].span)?;
        let bar = Some(self.reader.threshold("same", SAME));
        let d = Decision { bar, ..Decision::new("same happening") }.of(self.doc, span).answers([("same", p), ("none", 1.0 - p)]);
        Some(Decision { taken: Some("same".to_owned()), why: Some("gives its parties where none are told here".to_owned()), ..d })
    }

    /// The time expressions of the window as dates of the act.
    fn dates(&self, i: usize) -> Vec<Decision> {
        let bar = self.reader.threshold("link", LINK);
        let times = self.reading.spans(Layer::Tx);
        let p = |k: usize| self.reading.links(Pair::Date).get(i, k)[1];
        let best = (0..times.len()).max_by(|&a, &b| p(a).total_cmp(&p(b)));
        let one = |k: usize| {
            let span = self.reader.at(&times[k].span)?;
            let d = Decision { bar: Some(bar), ..Decision::new("date") }.of(self.doc, span).answers([("date", p(k)), ("none", 1.0 - p(k))]);
            let taken = best == Some(k) && p(k) > bar;
            Some(Decision { taken: taken.then(|| "date".to_owned()), why: self.meant(span), ..d })
        };
        let mut all: Vec<Decision> = (0..times.len()).filter_map(one).collect();
        all.sort_by(|a, b| super::some(b).total_cmp(&super::some(a)));
        all
    }

    /// What a time expression means by the rules for times.
    pub(super) fn meant(&self, span: Span) -> Option<String> {
        let time = self.doc.times.iter().find(|t| t.span.overlap(span) > 0)?;
        let when = time.when.map(|w| w.to_string()).filter(|w| *w != time.value);
        let means: Vec<String> = [Some(time.value.clone()).filter(|v| !v.is_empty()), when].into_iter().flatten().collect();
        let means = if means.is_empty() { "no day".to_owned() } else { means.join(", ") };
        let from = self.doc.facts.date.map_or_else(String::new, |d| format!("; the document is of {d}"));
        Some(format!("by the rules for times {means}{from}"))
    }
}

/// The highest value of the words in a range.
fn highest(words: &Words, values: &[f32], range: &Range<usize>) -> f32 {
    let inside = words.spans.iter().zip(values).filter(|(w, _)| w.start < range.end && range.start < w.end);
    inside.map(|(_, &v)| v).fold(0.0, f32::max)
}
