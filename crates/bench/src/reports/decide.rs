//! Decisions from probabilities, as `train/evaluate.py` makes them.

use std::collections::BTreeSet;

use khabar_encoder::{Class, Layer, Model, Pair, Reading};

use crate::metrics::argmax;

pub(crate) const ROLES: [&str; 3] = ["actor", "recipient", "place"];

/// Where the model file carries no threshold.
const ROLE: f32 = 0.4;
const LINK: f32 = 0.5;
const ASSESS: f32 = 0.5;

/// A part in an act and who plays it.
pub(crate) type Role<'a> = (&'static str, &'a str);

fn threshold(model: &Model, name: &str, default: f32) -> f32 {
    model.config().threshold(name).unwrap_or(default)
}

/// The label of a classifier for span `i`.
pub(crate) fn class<'a>(model: &'a Model, reading: &Reading, class: Class, i: usize) -> &'a str {
    let labels = model.config().classes(class);
    reading.class(class).get(i).and_then(|row| labels.get(argmax(row))).map_or("", String::as_str)
}

/// Who plays a part in the act of trigger `i` by the head `pair`; `entities` are those of the mentions.
fn linked<'a>(model: &Model, reading: &Reading, pair: Pair, i: usize, entities: &[&'a str], limit: f32) -> BTreeSet<Role<'a>> {
    let classes = model.config().links(pair);
    let mut out = BTreeSet::new();
    for (j, entity) in entities.iter().enumerate() {
        let p = reading.links(pair).get(i, j);
        if 1.0 - p[0] <= limit {
            continue;
        }
        let found = classes[1 + argmax(&p[1..])].as_str();
        for role in ROLES {
            if found == role || (found == "both" && role != "place") {
                out.insert((role, *entity));
            }
        }
    }
    out
}

/// Who plays a part in each act: whom its sentence tells; where nobody plays actor or recipient there, who did in the
/// earlier telling of the same happening; else whom a reader infers. The last two as far as the model has heads for them.
pub(crate) fn roles<'a>(model: &Model, reading: &Reading, entities: &[&'a str]) -> Vec<BTreeSet<Role<'a>>> {
    let has = |pair: Pair| !model.config().links(pair).is_empty();
    let mut out: Vec<BTreeSet<Role>> = Vec::new();
    for i in 0..reading.spans(Layer::Trg).len() {
        let mut found = linked(model, reading, Pair::Role, i, entities, threshold(model, "role", ROLE));
        let open = |found: &BTreeSet<Role>, role: &str| role != "place" && !found.iter().any(|x| x.0 == role);
        let told = has(Pair::Same).then(|| earlier(reading, i, threshold(model, "same", LINK))).flatten();
        if let Some(earlier) = told.map(|j| out[j].clone()) {
            let taken: Vec<Role> = earlier.into_iter().filter(|x| open(&found, x.0)).collect();
            found.extend(taken);
        }
        if has(Pair::Infer) && (open(&found, "actor") || open(&found, "recipient")) {
            let inferred = linked(model, reading, Pair::Infer, i, entities, threshold(model, "infer", LINK));
            let taken: Vec<Role> = inferred.into_iter().filter(|x| open(&found, x.0)).collect();
            found.extend(taken);
        }
        out.push(found);
    }
    out
}

/// The earlier trigger that most likely tells the same happening as trigger `i`.
fn earlier(reading: &Reading, i: usize, limit: f32) -> Option<usize> {
    let scores: Vec<f32> = (0..i).map(|j| reading.links(Pair::Same).get(i, j)[1]).collect();
    (!scores.is_empty()).then(|| argmax(&scores)).filter(|&j| scores[j] > limit)
}

/// The time expressions that date the act of trigger `i`.
pub(crate) fn dates(reading: &Reading, i: usize) -> BTreeSet<usize> {
    let links = reading.links(Pair::Date);
    (0..links.arguments()).filter(|&k| links.get(i, k)[1] > LINK).collect()
}

/// Whom statement `i` is attributed to: what its own head says of each mention, and its likeliest cue's.
pub(crate) fn source<'a>(reading: &Reading, i: usize, entities: &[&'a str]) -> Option<&'a str> {
    let cues = reading.links(Pair::Stcue);
    let sure: Vec<f32> = (0..cues.arguments()).map(|k| cues.get(i, k)[1]).collect();
    let cue = (!sure.is_empty()).then(|| argmax(&sure)).filter(|&k| sure[k] > LINK);
    let of = |j: usize| reading.links(Pair::Stsrc).get(i, j)[1] + cue.map_or(0.0, |k| reading.links(Pair::Src).get(k, j)[1]);
    let scores: Vec<f32> = (0..entities.len()).map(of).collect();
    entities.get(argmax(&scores)).copied()
}

/// Whom cue `i` speaks of.
pub(crate) fn speaker<'a>(reading: &Reading, i: usize, entities: &[&'a str]) -> Option<&'a str> {
    let scores: Vec<f32> = (0..entities.len()).map(|j| reading.links(Pair::Src).get(i, j)[1]).collect();
    entities.get(argmax(&scores)).copied()
}

/// Sentences that assess: number, type, score.
pub(crate) fn assessments<'a>(model: &'a Model, reading: &Reading) -> Vec<(usize, &'a str, f32)> {
    let limit = threshold(model, "assess", ASSESS);
    let labels = model.config().classes(Class::Assess);
    let sure = reading.assess.iter().enumerate().filter(|(_, p)| 1.0 - p[0] > limit);
    sure.map(|(s, p)| (s, labels[1 + argmax(&p[1..])].as_str(), 1.0 - p[0])).collect()
}

/// For each mention the earlier one that it goes back to.
pub(crate) fn antecedents(reading: &Reading) -> Vec<Option<usize>> {
    reading.antecedents.iter().map(|row| argmax(row).checked_sub(1)).collect()
}

/// What a layer's labels are called.
pub(crate) fn label(model: &Model, layer: Layer, label: u16) -> &str {
    model.config().labels(layer).get(usize::from(label)).map_or("", String::as_str)
}
