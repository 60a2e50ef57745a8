//! Who wrote a document and who published it.

use std::collections::BTreeMap;

use khabar_lexicon::layout::{Label, Layout};
use khabar_model::{BlockKind, Note};

use super::Look;
use crate::blocks::{after_cue, is_name, list_of_names, opening, words};

/// Names in bylines; guests of a talk are no authors.
pub(crate) fn authors(look: &Look) -> Vec<String> {
    let layout = &look.lex.layout;
    let mut authors: Vec<String> = Vec::new();
    for line in look.of(BlockKind::Byline) {
        let Some(rest) = after_cue(line.trim_start_matches(['(', '[', '*']), "byline", layout) else { continue };
        for name in list_of_names(rest, layout) {
            if !authors.contains(&name) {
                authors.push(name);
            }
        }
    }
    authors
}

/// The publisher that the page names: an agency's sign, "© 2021 The Courier".
pub(crate) fn publisher(look: &Look) -> Option<String> {
    let layout = &look.lex.layout;
    let signed = |line: &str| opening(line, true, layout).and_then(|o| o.agency).map(|a| full_name(&a, layout));
    let dateline = look.of(BlockKind::Dateline).find_map(|line| signed(&format!("{line} X")));
    let byline = || look.of(BlockKind::Byline).find_map(|line| agency_line(line, layout));
    let rights = || look.of(BlockKind::Boilerplate).find_map(|line| copyright(line, layout));
    dateline.or_else(byline).or_else(rights)
}

fn full_name(sign: &str, layout: &Layout) -> String {
    layout.agencies.get(sign).cloned().unwrap_or_else(|| sign.to_owned())
}

fn agency_line(line: &str, layout: &Layout) -> Option<String> {
    let last = line.rsplit([',', '|']).next().unwrap_or("").trim();
    layout.agencies.get(last).or_else(|| layout.agencies.values().find(|n| *n == last)).cloned()
}

/// "© 2021 The Courier. All rights reserved." names The Courier.
fn copyright(line: &str, layout: &Layout) -> Option<String> {
    let at = ["©", "(c)", "Copyright"].iter().find_map(|m| line.find(m).map(|at| at + m.len()))?;
    let rest = line[at..].trim_start_matches(|c: char| !c.is_alphabetic());
    let rest = rest.strip_prefix("Copyright").map_or(rest, |r| r.trim_start_matches(|c: char| !c.is_alphabetic()));
    capitalised(rest, layout)
}

/// The capitalised words that open a text, small words of names inside: "Institute for the Study of Rivers".
fn capitalised(text: &str, layout: &Layout) -> Option<String> {
    let mut name: Vec<&str> = Vec::new();
    let mut solid = 0;
    for word in text.split_whitespace().take(12) {
        let bare = word.trim_end_matches([',', '.', ';', ':', ')', '”', '"', '’']);
        let small = layout.is_cue("joint", bare) || layout.labels.get(bare) == Some(&Label::Particle);
        if !bare.starts_with(char::is_uppercase) && (!small || name.is_empty()) {
            break;
        }
        name.push(bare);
        if bare.starts_with(char::is_uppercase) {
            solid = name.len();
        }
        if bare.len() < word.len() {
            break;
        }
    }
    name.truncate(solid);
    let name = name.join(" ");
    (name.chars().count() >= 3 && !matches!(name.as_str(), "All" | "The" | "All Rights")).then_some(name)
}

/// What the text shows without saying: "a podcast presented by the ..." or "told The Courier" again and again.
pub(crate) fn inferred_publisher(look: &Look, notes: &mut Vec<Note>) -> Option<String> {
    let found = presenter(look).or_else(|| told_to(look))?;
    notes.push(Note::info("R032", format!("publisher `{found}` inferred from the text")).help("give --publisher to say otherwise"));
    Some(found)
}

fn presenter(look: &Look) -> Option<String> {
    let layout = &look.lex.layout;
    look.sentences.iter().take(12).find_map(|s| {
        let line = s.span.of(look.text);
        let at = layout.cue("publisher").iter().filter_map(|cue| line.find(cue.as_str()).map(|at| at + cue.len())).max()?;
        capitalised(line[at..].trim_start(), layout).filter(|n| n.contains(' '))
    })
}

/// The outlet that sources keep telling things: named at least twice, more often than any other, and as "The ...".
fn told_to(look: &Look) -> Option<String> {
    let layout = &look.lex.layout;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for sentence in look.sentences.iter().filter(|s| look.blocks[s.block].coded) {
        let line = sentence.span.of(look.text);
        for (at, cue) in line.match_indices("told ") {
            let name =
                capitalised(&line[at + cue.len()..], layout).filter(|n| n.starts_with("The ") && is_name(&n["The ".len()..], layout));
            if let Some(name) = name {
                *counts.entry(name).or_default() += 1;
            }
        }
    }
    let best = counts.iter().max_by_key(|(_, n)| **n)?;
    let alone = counts.values().filter(|n| *n == best.1).count() == 1;
    (*best.1 >= 2 && alone).then(|| best.0.clone()).filter(|n| words::count(n) <= 5)
}
