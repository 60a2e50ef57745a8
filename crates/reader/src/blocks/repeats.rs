//! Pull-quotes: passages that repeat words of a paragraph nearby. They are kept and not coded.

use std::collections::BTreeSet;

use khabar_model::BlockKind;

use super::{Draft, words};

/// Fewest words of a repeat.
const FEWEST: usize = 6;
/// How many blocks away the repeated passage may be.
const REACH: usize = 8;
/// Words a shingle holds when passages are compared.
const SHINGLE: usize = 3;

/// Marks the repeats among paragraphs and bullets as pull-quotes.
pub(crate) fn mark(text: &str, drafts: &mut [Draft]) {
    let bare: Vec<Vec<String>> = drafts.iter().map(|d| if may_repeat(d) { words::bare(d.span.of(text)) } else { Vec::new() }).collect();
    for at in 0..drafts.len() {
        if bare[at].len() < FEWEST {
            continue;
        }
        let near = at.saturating_sub(REACH)..(at + REACH + 1).min(drafts.len());
        let repeats = near.filter(|other| *other != at && drafts[*other].kind != BlockKind::PullQuote).any(|other| {
            let longer = bare[other].len() > bare[at].len() || (bare[other].len() == bare[at].len() && other < at);
            longer && is_repeat(&bare[at], &bare[other])
        });
        if repeats {
            drafts[at].kind = BlockKind::PullQuote;
            drafts[at].coded = false;
        }
    }
}

fn may_repeat(draft: &Draft) -> bool {
    !draft.fixed && draft.speaker.is_none() && matches!(draft.kind, BlockKind::Paragraph | BlockKind::Heading)
}

/// Does `long` hold all words of `short` in one run, or nearly all of them in runs of three?
fn is_repeat(short: &[String], long: &[String]) -> bool {
    if long.windows(short.len()).any(|w| w == short) {
        return true;
    }
    let figure = |w: &String| w.bytes().any(|b| b.is_ascii_digit());
    let as_told = short.iter().filter(|w| figure(w)).all(|w| long.contains(w));
    // Bulletins tell like incidents in like words: a near repeat is much shorter and has the same figures.
    if short.len() < 2 * SHINGLE + 2 || long.len() * 4 < short.len() * 5 || !as_told {
        return false;
    }
    let held: BTreeSet<&[String]> = long.windows(SHINGLE).collect();
    let runs = short.len() + 1 - SHINGLE;
    let found = short.windows(SHINGLE).filter(|w| held.contains(w)).count();
    found * 5 >= runs * 4
}
