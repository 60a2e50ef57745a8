//! One report: what the model finds against its marks, and what the heads say of its gold spans.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use khabar_encoder::{Class, Layer, Model, Reading, Tagged};
use khabar_lexicon::Lexicon;

use super::decide::{self, ROLES, Role};
use super::gold::{Gold, Seen, assessing, extent};
use super::marks::{Mark, Report};
use super::tally::Tally;
use crate::metrics::{Chain, Extent, clusters, half, matched, touches};
use crate::sets;

/// Layers whose spans match at half overlap, and their names; the last two also by type.
const SPANS: [(Layer, &str); 7] = [
    (Layer::Cue, "cue"),
    (Layer::St, "statement"),
    (Layer::Tx, "time"),
    (Layer::Q, "amount"),
    (Layer::Cm, "commitment"),
    (Layer::As, "assessment span"),
    (Layer::Rel, "relation"),
];
const TYPED: [Layer; 2] = [Layer::As, Layer::Rel];

/// Spans with their labels.
type Labelled<'a> = Vec<(Extent, &'a str)>;

struct Scorer<'a> {
    report: &'a Report,
    model: &'a Model,
    sentences: Vec<Range<usize>>,
    gold: Gold<'a>,
    found: Reading,
    on_gold: Reading,
    /// Whether confidence is counted here.
    confidence: bool,
    tally: Tally,
}

/// The counts of a report, and whether it is longer than the model takes.
pub(crate) fn score(report: &Report, confidence: bool, model: &Model, lexicon: &Lexicon) -> (Tally, bool) {
    let sentences = sets::sentences(&report.text, lexicon);
    let found = model.read(&report.text, &sentences);
    let gold = Gold::new(report, model);
    let on_gold = gold.related(&report.text, &sentences, model);
    let cut = found.truncated;
    let mut scorer = Scorer { report, model, sentences, gold, found, on_gold, confidence, tally: Tally::default() };
    scorer.spans();
    scorer.assessing();
    let names = scorer.found_entities();
    let found: Vec<&str> = names.iter().map(String::as_str).collect();
    scorer.acts(&found);
    scorer.statements(&found);
    scorer.coreference();
    (scorer.tally, cut)
}

impl<'a> Scorer<'a> {
    fn gold_spans(&self, layer: Layer) -> Labelled<'a> {
        let seen = if layer == Layer::Men { &self.gold.mentions } else { self.gold.of(layer) };
        seen.iter().map(|s| (extent(&self.found, &s.words), s.mark.label.as_str())).collect()
    }

    fn tagged(&self, layer: Layer) -> &[Tagged] {
        if layer == Layer::Men { &self.found.mentions } else { self.found.spans(layer) }
    }

    fn found_spans(&self, layer: Layer) -> Labelled<'a> {
        let labelled = |t: &Tagged| (extent(&self.found, &t.span), decide::label(self.model, layer, t.label));
        self.tagged(layer).iter().map(labelled).collect()
    }

    /// Tag layers: spans, types, confidence.
    fn spans(&mut self) {
        let (gold, found) = (self.gold_spans(Layer::Men), self.found_spans(Layer::Men));
        let places = |spans: &Labelled| spans.iter().map(|s| s.0).collect::<BTreeSet<_>>();
        self.tally.f("mention exact").sets(&places(&gold), &places(&found));
        self.tally.f("mention exact + type").sets(&gold.iter().collect(), &found.iter().collect());
        self.sure(Layer::Men, "mentions", half);
        let (gold, found) = (self.gold_spans(Layer::Trg), self.found_spans(Layer::Trg));
        self.tally.f("trigger exact + type").sets(&gold.iter().collect(), &found.iter().collect());
        self.sure(Layer::Trg, "triggers", touches);
        for (layer, name) in SPANS {
            self.matched(layer, name, half);
        }
        for (layer, name) in [(Layer::St, "statements"), (Layer::Rel, "relations"), (Layer::Cm, "commitments")] {
            self.sure(layer, name, half);
        }
        for (layer, name) in [(Layer::Cue, "cues"), (Layer::Tx, "times"), (Layer::Q, "amounts")] {
            self.sure(layer, name, half);
        }
    }

    /// Counts a layer's spans; answers which found span is which gold one.
    fn matched(&mut self, layer: Layer, name: &str, same: fn(Extent, Extent) -> bool) -> BTreeMap<usize, usize> {
        let (gold, found) = (self.gold_spans(layer), self.found_spans(layer));
        let pairs = matched(&gold, &found, same);
        self.tally.f(name).count(pairs.len(), found.len() - pairs.len(), gold.len() - pairs.len());
        if TYPED.contains(&layer) || layer == Layer::Trg {
            let right = pairs.iter().filter(|(i, j)| gold[**i].1 == found[**j].1).count();
            self.tally.f(format!("{name} + type")).count(right, found.len() - right, gold.len() - right);
        }
        pairs
    }

    /// Confidence of a layer's spans: right is the right label at the right place.
    fn sure(&mut self, layer: Layer, family: &str, same: fn(Extent, Extent) -> bool) {
        if !self.confidence {
            return;
        }
        let (gold, found) = (self.gold_spans(layer), self.found_spans(layer));
        let hit: BTreeMap<usize, usize> = matched(&gold, &found, same).into_iter().map(|(i, j)| (j, i)).collect();
        for (j, f) in found.iter().enumerate() {
            let right = hit.get(&j).is_some_and(|&i| gold[i].1 == f.1);
            let score = self.model.config().calibrated(layer.name(), self.tagged(layer)[j].score);
            self.tally.sure(family, score, right);
        }
    }

    /// Sentences that assess.
    fn assessing(&mut self) {
        let gold = assessing(self.report, &self.sentences);
        let read = |s: &usize| self.found.pieces.last().is_some_and(|p| self.sentences[*s].start < p.end);
        let wanted: BTreeSet<(usize, &str)> = (0..gold.len()).filter(read).map(|s| (s, gold[s])).filter(|x| !x.1.is_empty()).collect();
        let judged = decide::assessments(self.model, &self.found);
        let numbers = wanted.iter().map(|x| x.0).collect();
        self.tally.f("assessing sentence").sets(&numbers, &judged.iter().map(|x| x.0).collect());
        self.tally.f("assessing sentence + type").sets(&wanted, &judged.iter().map(|x| (x.0, x.1)).collect());
        if self.confidence {
            for (s, kind, score) in judged {
                self.tally.sure("assessments", self.model.config().calibrated("assess", score), gold[s] == kind);
            }
        }
    }

    /// Entity of each found mention: that of the gold mention it is, else one of its own.
    fn found_entities(&self) -> Vec<String> {
        let pairs = matched(&self.gold_spans(Layer::Men), &self.found_spans(Layer::Men), half);
        let mut out: Vec<String> = (0..self.found.mentions.len()).map(|j| format!("?{j}")).collect();
        for (i, j) in pairs {
            out[j] = self.gold.mentions[i].mark.get("e").to_owned();
        }
        out
    }

    fn gold_entities(&self) -> Vec<&'a str> {
        self.gold.mentions.iter().map(|m| m.mark.get("e")).collect()
    }

    fn sentence(&self, at: usize) -> usize {
        self.sentences.partition_point(|s| s.start <= at).saturating_sub(1)
    }

    /// Entities with a mention in the sentence that holds byte `at`.
    fn named_beside<'e>(&self, at: usize, entities: &[&'e str], mentions: impl Iterator<Item = usize>) -> BTreeSet<&'e str> {
        let here = self.sentence(at);
        let inside = mentions.zip(entities).filter(|(start, _)| self.sentence(*start) == here);
        inside.map(|(_, e)| *e).collect()
    }

    /// Triggers, their types, status, modes, roles and dates.
    fn acts(&mut self, found_entities: &[&str]) {
        let pairs = self.matched(Layer::Trg, "trigger", touches);
        let (gold, found) = (self.gold_spans(Layer::Trg), self.found_spans(Layer::Trg));
        self.types(&gold, &found, &pairs);
        let gold_entities = self.gold_entities();
        let on_gold = decide::roles(self.model, &self.on_gold, &gold_entities);
        let on_found = decide::roles(self.model, &self.found, found_entities);
        let marks: Vec<Seen> = self.gold.of(Layer::Trg).to_vec();
        for (i, Seen { mark, words }) in marks.into_iter().enumerate() {
            let starts = self.gold.mentions.iter().map(|m| m.words.start);
            let beside = self.named_beside(words.start, &gold_entities, starts);
            self.roles("gold spans", mark, &on_gold[i], &beside);
            let wanted = self.dated_by(mark);
            let dates = decide::dates(&self.on_gold, i);
            self.tally.f("date link, gold spans").sets(&wanted, &dates);
            self.decided("status, gold trigger", true, Class::Status, i, mark.get("st"));
            self.decided("mode, gold trigger", true, Class::Mode, i, mark.get("m"));
            let mut end = BTreeSet::new();
            let mut beside = BTreeSet::new();
            if let Some(&j) = pairs.get(&i) {
                end = on_found[j].clone();
                beside = self.found_beside(j, found_entities);
                self.roles("matched triggers", mark, &end, &beside);
                self.decided("status, found trigger", false, Class::Status, j, mark.get("st"));
                if found[j].1 == gold[i].1 {
                    self.decided("mode, found trigger of right type", false, Class::Mode, j, mark.get("m"));
                }
            }
            self.roles("end to end", mark, &end, &beside);
        }
        let extra: Vec<usize> = (0..found.len()).filter(|j| !pairs.values().any(|x| x == j)).collect();
        let nothing = Mark { layer: Layer::Trg, span: 0..0, label: String::new(), attributes: BTreeMap::new() };
        for j in extra {
            let beside = self.found_beside(j, found_entities);
            self.roles("end to end", &nothing, &on_found[j], &beside);
        }
    }

    fn found_beside<'e>(&self, j: usize, entities: &[&'e str]) -> BTreeSet<&'e str> {
        let starts = self.found.mentions.iter().map(|m| m.span.start);
        self.named_beside(self.found.spans(Layer::Trg)[j].span.start, entities, starts)
    }

    fn types(&mut self, gold: &Labelled, found: &Labelled, pairs: &BTreeMap<usize, usize>) {
        let right: BTreeMap<usize, usize> = pairs.iter().filter(|(i, j)| gold[**i].1 == found[**j].1).map(|(i, j)| (*i, *j)).collect();
        for (i, g) in gold.iter().enumerate() {
            let hit = usize::from(right.contains_key(&i));
            self.tally.types.entry(g.1.to_owned()).or_default().count(hit, 0, 1 - hit);
        }
        for (_, f) in found.iter().enumerate().filter(|(j, _)| !right.values().any(|x| x == j)) {
            self.tally.types.entry(f.1.to_owned()).or_default().count(0, 1, 0);
        }
    }

    /// Roles of one act, all and apart: told in the trigger's sentence, and inferred (attribute `i`). An answer that gold
    /// does not have counts as told where its entity is mentioned in the trigger's sentence.
    fn roles(&mut self, how: &str, mark: &Mark, answer: &BTreeSet<Role>, beside: &BTreeSet<&str>) {
        let inferred: BTreeSet<&str> = mark.get("i").split_whitespace().collect();
        let wanted: BTreeSet<Role> = (ROLES.into_iter().zip(["a", "r", "p"]))
            .flat_map(|(role, key)| mark.get(key).split_whitespace().map(move |e| (role, e)))
            .collect();
        let told = |x: &Role| if wanted.contains(x) { !inferred.contains(x.1) } else { beside.contains(x.1) };
        for (kind, of) in [("", None), (" told", Some(true)), (" inferred", Some(false))] {
            let kept = |x: &&Role| of.is_none_or(|t| told(x) == t);
            let gold: BTreeSet<&Role> = wanted.iter().filter(kept).collect();
            let given: BTreeSet<&Role> = answer.iter().filter(kept).collect();
            self.tally.f(format!("roles{kind}, {how}")).sets(&gold, &given);
            for role in ROLES {
                let only = |set: &BTreeSet<&Role>| set.iter().filter(|x| x.0 == role).map(|x| x.1.to_owned()).collect::<BTreeSet<String>>();
                self.tally.f(format!("{role}{kind}, {how}")).sets(&only(&gold), &only(&given));
            }
        }
    }

    /// Which gold time expressions date an act.
    fn dated_by(&self, mark: &Mark) -> BTreeSet<usize> {
        let day = mark.get("d");
        let times = self.gold.of(Layer::Tx).iter().enumerate();
        times.filter(|(_, t)| !day.is_empty() && t.mark.get("id") == day).map(|(k, _)| k).collect()
    }

    /// Whether a classifier's answer for a span is the wanted label; labels that the model does not know do not count.
    fn decided(&mut self, key: &str, on_gold: bool, class: Class, i: usize, wanted: &str) {
        let reading = if on_gold { &self.on_gold } else { &self.found };
        if self.model.config().classes(class).iter().any(|l| l == wanted) {
            let right = decide::class(self.model, reading, class, i) == wanted;
            self.tally.answer(key, right);
        }
    }

    fn statements(&mut self, found_entities: &[&str]) {
        let pairs = matched(&self.gold_spans(Layer::St), &self.found_spans(Layer::St), half);
        let gold_entities = self.gold_entities();
        let statements: Vec<&Mark> = self.gold.of(Layer::St).iter().map(|s| s.mark).collect();
        for (i, mark) in statements.iter().enumerate() {
            self.decided("stance, gold span", true, Class::Stance, i, mark.get("stance"));
            self.decided("form, gold span", true, Class::Form, i, mark.get("form"));
            let right = decide::source(&self.on_gold, i, &gold_entities) == Some(mark.get("src"));
            self.tally.answer("source of statement, gold spans", right);
            if let Some(&j) = pairs.get(&i) {
                self.decided("stance, found span", false, Class::Stance, j, mark.get("stance"));
                let right = decide::source(&self.found, j, found_entities) == Some(mark.get("src"));
                self.tally.answer("source of statement, found spans", right);
            }
        }
        let cues: Vec<&Mark> = self.gold.of(Layer::Cue).iter().map(|s| s.mark).collect();
        for (i, cue) in cues.into_iter().enumerate() {
            let said = statements.iter().find(|s| !cue.get("s").is_empty() && s.get("id") == cue.get("s"));
            if let (Some(said), Some(who)) = (said, decide::speaker(&self.on_gold, i, &gold_entities)) {
                self.tally.answer("source of cue, gold spans", who == said.get("src"));
            }
        }
        let ties: Vec<&Mark> = self.gold.of(Layer::Rel).iter().map(|s| s.mark).collect();
        for (i, mark) in ties.into_iter().enumerate() {
            let status = Some(mark.get("st")).filter(|s| !s.is_empty()).unwrap_or("asserted");
            self.decided("relation status, gold span", true, Class::Relst, i, status);
        }
        let promises: Vec<&Mark> = self.gold.of(Layer::Cm).iter().map(|s| s.mark).collect();
        for (i, mark) in promises.into_iter().enumerate() {
            self.decided("condition, gold span", true, Class::Cond, i, mark.get("cond"));
        }
    }

    fn coreference(&mut self) {
        let mut entities: BTreeMap<&str, Chain<Extent>> = BTreeMap::new();
        for (m, span) in self.gold.mentions.iter().zip(self.gold_spans(Layer::Men)) {
            entities.entry(m.mark.get("e")).or_default().insert(span.0);
        }
        let gold: Vec<Chain<Extent>> = entities.into_values().collect();
        for (kind, spans, reading) in
            [("gold", self.gold_spans(Layer::Men), &self.on_gold), ("found", self.found_spans(Layer::Men), &self.found)]
        {
            let mentions: Vec<Extent> = spans.iter().map(|s| s.0).collect();
            let chains = clusters(&mentions, &decide::antecedents(reading));
            self.tally.coreference.entry(format!("coreference CoNLL, {kind} mentions")).or_default().add(&gold, &chains);
        }
    }
}
