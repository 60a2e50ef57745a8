//! MUC-4: who did it, with what, to whom and what, in messages about attacks in Latin America.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;
use serde::Deserialize;

use super::polnear::ROOM;
use super::{Means, Measured, rows, windows};
use crate::error::{BenchError, File};
use crate::folder::Part;
use crate::metrics::{Prf, fillers};

const LAYER: &str = "muc";

#[derive(Deserialize)]
struct Message {
    doctext: String,
    /// Role to fillers; a filler is its wordings with their places.
    extracts: BTreeMap<String, Vec<Vec<(String, usize)>>>,
}

/// The wordings of each filler of a role, normalised.
type Fillers = BTreeMap<String, Vec<BTreeSet<String>>>;

pub(crate) fn measure(means: &Means, part: &Part, file: &File) -> Result<Measured, BenchError> {
    let items = part.of(rows::<Message>(file)?);
    let Some(labels) = means.model.config().labels_of(LAYER) else {
        return Ok(Measured { items: items.len(), figures: None });
    };
    let count = |m: &Message| {
        let (gold, found) = (gold(m), found(means, &m.doctext, labels));
        let of = |fillers: &Fillers, role: &str| fillers.get(role).cloned().unwrap_or_default();
        labels.iter().map(|role| fillers(&of(&gold, role), &of(&found, role))).collect::<Vec<Prf>>()
    };
    let counts: Vec<Vec<Prf>> = items.par_iter().map(count).collect();
    let mut all = Prf::default();
    let mut roles = vec![Prf::default(); labels.len()];
    for (sum, f) in counts.iter().flat_map(|c| (0..).zip(c)) {
        roles[sum].add(f);
        all.add(f);
    }
    let mut figures = vec![("role fillers CEAF-REE F1 micro".to_owned(), all.f1())];
    figures.extend(labels.iter().zip(&roles).map(|(role, f)| (format!("{role} CEAF-REE F1"), f.f1())));
    Ok(Measured { items: items.len(), figures: Some(figures) })
}

fn gold(message: &Message) -> Fillers {
    let filler = |wordings: &Vec<(String, usize)>| wordings.iter().map(|(w, _)| normal(w)).collect::<BTreeSet<String>>();
    message.extracts.iter().map(|(role, fillers)| (role.clone(), fillers.iter().map(filler).collect())).collect()
}

/// What the model finds; each filler stands for itself by one wording, as GRIT and GTT give one.
fn found(means: &Means, text: &str, labels: &[String]) -> Fillers {
    let mut wordings: Vec<BTreeMap<String, f32>> = vec![BTreeMap::new(); labels.len()];
    for Range { start, end } in windows(text, &sentences(text), ROOM) {
        for t in means.model.tag(&text[start..end], &[LAYER]).pop().unwrap_or_default() {
            let Some(role) = wordings.get_mut(usize::from(t.label)) else { continue };
            let words = normal(&text[start + t.span.start..start + t.span.end]);
            let score = role.entry(words).or_insert(0.0);
            *score = score.max(t.score);
        }
    }
    let groups = |found: BTreeMap<String, f32>| grouped(found).into_iter().map(|w| BTreeSet::from([w])).collect();
    labels.iter().cloned().zip(wordings.into_iter().map(groups)).collect()
}

/// Wordings of one filler: its longest as a set of words, its surest with its score.
struct Filler {
    longest: BTreeSet<String>,
    surest: (String, f32),
}

/// One wording for each filler: wordings of which one holds all words of the other name the same; the surest is given.
fn grouped(found: BTreeMap<String, f32>) -> Vec<String> {
    let words = |w: &str| w.split(' ').map(str::to_owned).collect::<BTreeSet<String>>();
    let mut wordings: Vec<(String, f32)> = found.into_iter().filter(|(w, _)| !w.is_empty()).collect();
    wordings.sort_by_key(|(w, _)| std::cmp::Reverse(words(w).len()));
    let mut fillers: Vec<Filler> = Vec::new();
    for wording in wordings {
        let mine = words(&wording.0);
        match fillers.iter_mut().find(|f| mine.is_subset(&f.longest)) {
            Some(f) if wording.1 > f.surest.1 => f.surest = wording,
            Some(_) => {}
            None => fillers.push(Filler { longest: mine, surest: wording }),
        }
    }
    fillers.into_iter().map(|f| f.surest.0).collect()
}

/// Lower case, without punctuation and articles, single spaces.
fn normal(wording: &str) -> String {
    let kept: String = wording.to_lowercase().chars().filter(|c| !c.is_ascii_punctuation()).collect();
    kept.split_whitespace().filter(|w| !matches!(*w, "a" | "an" | "the")).collect::<Vec<_>>().join(" ")
}

/// The texts are all lower case: a sentence ends at a stop before two spaces or more.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices("  ") {
        let ends = text[..at].trim_end_matches(['"', '\'', ')', ']']).ends_with(['.', '!', '?']);
        if ends && at > start {
            out.push(start..at);
            start = at + text[at..].find(|c| c != ' ').unwrap_or(text.len() - at);
        }
    }
    if !text[start..].trim().is_empty() {
        out.push(start..text.len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_one_filler_where_one_holds_the_others_words() {
        let found = [("two men", 0.4), ("men", 0.9), ("army", 0.5), ("five armed guards", 0.7)];
        let found = found.map(|(w, s)| (w.to_owned(), s)).into();
        assert_eq!(grouped(found), ["five armed guards", "men", "army"]);
        assert_eq!(normal("The \"Santa Ana\" farm"), "santa ana farm");
    }

    #[test]
    fn sentences_end_at_a_stop_before_two_spaces() {
        let text = "col. vega spoke.  he left (today.)    \"no. 3 fell.\"";
        let found: Vec<&str> = sentences(text).into_iter().map(|s| &text[s]).collect();
        assert_eq!(found, ["col. vega spoke.", "he left (today.)", "\"no. 3 fell.\""]);
    }
}
