//! What each unit is, from its words, its length and its neighbours.

use khabar_lexicon::layout::{How, Label, Layout};
use khabar_model::BlockKind;

use super::{Draft, is_coded, names, speakers, words};
use crate::facts::dates;

/// Settles the kinds of all drafts that neither the container nor the talk has settled.
pub(crate) fn settle(text: &str, drafts: &mut [Draft], layout: &Layout) {
    let body = drafts.iter().position(|d| is_body(text, d)).unwrap_or(drafts.len());
    for (at, draft) in drafts.iter_mut().enumerate() {
        let line = draft.span.of(text);
        let small = if draft.fixed { None } else { small_kind(line, at < body, layout) };
        let furniture = draft.kind != BlockKind::SpeakerLabel && boilerplate(line, layout).is_some();
        if furniture && small.is_none_or(|k| k == BlockKind::Bullet) {
            set(draft, BlockKind::Boilerplate);
        } else if let Some(kind) = small {
            set(draft, kind);
        }
    }
    headline(text, drafts, body);
    headings(text, drafts, body, layout);
    tail(text, drafts, layout);
}

fn set(draft: &mut Draft, kind: BlockKind) {
    draft.kind = kind;
    draft.coded = is_coded(kind);
    if kind == BlockKind::Boilerplate {
        draft.speaker = None;
    }
}

/// A paragraph or turn in which the report itself has begun.
fn is_body(text: &str, draft: &Draft) -> bool {
    let line = draft.span.of(text);
    match draft.kind {
        BlockKind::Turn | BlockKind::SpeakerLabel => true,
        BlockKind::Paragraph => words::count(line) >= 25 && words::ends_sentence(line) && words::bullet(line).is_none(),
        _ => false,
    }
}

/// Kinds that a line shows by itself.
fn small_kind(line: &str, head: bool, layout: &Layout) -> Option<BlockKind> {
    if words::bullet(line).is_some() {
        return Some(BlockKind::Bullet);
    }
    if dates::date_line(line, layout).is_some() {
        // In the body a day of its own heads what happened on it.
        return Some(if head || prints(line, layout) { BlockKind::Dateline } else { BlockKind::Heading });
    }
    if head && signs_off_dated(line, layout) {
        return Some(BlockKind::Byline);
    }
    if is_caption(line, layout) {
        return Some(BlockKind::Caption);
    }
    is_byline(line, head, layout).then_some(BlockKind::Byline)
}

/// "Highland Desk, risk bulletin, 19 March 2024": a short line above the report that names who and ends in a full date.
fn signs_off_dated(line: &str, layout: &Layout) -> bool {
    let last = dates::dates(line, layout).into_iter().next_back().filter(|d| d.is_full());
    let parted = |d: dates::Printed| line[..d.span.start].trim_end().ends_with([',', '|', '·', '–', '—']);
    words::count(line) <= 14 && last.is_some_and(|d| line[d.span.end..].trim().is_empty() && parted(d))
}

/// Does the line say that it prints a date: "Updated: ..."?
fn prints(line: &str, layout: &Layout) -> bool {
    let folded = words::fold(line);
    layout.cue("printed").iter().any(|c| words::opens_with(&folded, c))
}

/// Bylines and guest lists before the report, credits anywhere.
fn is_byline(line: &str, head: bool, layout: &Layout) -> bool {
    let line = line.trim_matches(['*', '_']);
    let count = words::count(line);
    if names::after_cue(line.trim_start_matches(['(', '[']), "credits", layout).is_some() {
        return count <= 40;
    }
    if words::ends_sentence(line) && count > 12 || count > 30 {
        return false;
    }
    let named = |rest: &str| rest.starts_with(char::is_uppercase) && !names::list_of_names(rest, layout).is_empty();
    let role = || speakers::label(line, layout).is_some_and(|l| speakers::names_role(line, &l, layout));
    let by = names::after_cue(line, "byline", layout).is_some_and(|rest| named(rest) || layout.agencies.contains_key(rest));
    let guests = head && names::after_cue(line, "guests", layout).is_some_and(named);
    by || guests || (head && role()) || (head && (layout.agencies.contains_key(line) || layout.agencies.values().any(|n| n == line)))
}

/// A picture's words: a credit, or somebody seen in the present tense at a place on a day.
fn is_caption(line: &str, layout: &Layout) -> bool {
    let count = words::count(line);
    if !(3..=80).contains(&count) {
        return false;
    }
    let folded = words::fold(line);
    let last: String = folded.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    let credit = layout.cue("credit").iter().any(|c| words::opens_with(&folded, c) || (last.contains(c.as_str()) && closes(&last, c)));
    let sentences = line.matches(". ").count();
    let dated = dates::dates(line, layout).iter().any(|d| d.day.is_some() && (d.is_full() || d.weekday.is_some()));
    let posed = count <= 45 && sentences <= 3 && line.contains(',') && dated && {
        let mut early = folded.split_whitespace().take(14).map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
        let told = folded.split_whitespace().any(|w| layout.is_cue("said", w.trim_matches(|c: char| !c.is_alphanumeric())));
        early.any(|w| layout.is_cue("pose", w)) && !told && in_present(&folded, layout)
    };
    credit || posed
}

/// A credit stands at the end, in brackets or after the last stop.
fn closes(last: &str, credit: &str) -> bool {
    let Some(at) = last.rfind(credit) else { return false };
    let before = last[..at].trim_end();
    let bracket = last.trim_end().trim_end_matches('.').ends_with([')', ']']);
    bracket
        || before.ends_with(['.', '|', '©', '/'])
        || last[at + credit.len()..].trim().is_empty() && before.ends_with([',', '(', '-', '–', '—'])
}

/// No past tense of the commonest verbs: captions are told in the present.
fn in_present(folded: &str, layout: &Layout) -> bool {
    !layout.cue("past").iter().any(|w| words::holds(folded, w))
}

/// The rule of boilerplate that a line meets: Some(true) where it opens the tail of the page.
fn boilerplate(line: &str, layout: &Layout) -> Option<bool> {
    let count = words::count(line);
    if count > 60 {
        return None;
    }
    if line.len() <= 4 && line.bytes().all(|b| b.is_ascii_digit()) {
        // The number of a page.
        return Some(false);
    }
    let folded = words::fold(line);
    let opened = folded.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '(' | '@'));
    // "... said that it broke its terms of service" is a report.
    let tells = count > 12 && opened.split_whitespace().any(|w| layout.is_cue("said", w));
    let bare = opened.trim_end_matches(|c: char| !c.is_alphanumeric());
    let met = layout.boilerplate.iter().filter(|b| match b.how {
        How::Is => opened.trim_end_matches(['»', '›', '>', '.', '!', ' ', ':', '→']) == b.words || bare == b.words || opened == b.words,
        How::Starts => count <= 40 && words::opens_with(opened, &b.words) && !reads_on(opened, &b.words),
        How::Ends => count <= 8 && bare.ends_with(&b.words) && bare.len() > b.words.len(),
        How::Has => count <= 40 && !tells && words::holds(opened, &b.words),
    });
    met.map(|b| b.tail).max()
}

/// One plain word that opens a sentence of prose ("Donate" against "Copyright law is...") is no furniture.
fn reads_on(folded: &str, opening: &str) -> bool {
    let plain = !opening.contains([' ', ':', '©', '@']);
    plain && words::count(folded) > 12
}

/// The first line before the report that reads as a title.
fn headline(text: &str, drafts: &mut [Draft], body: usize) {
    if drafts.iter().any(|d| d.kind == BlockKind::Headline) || drafts.len() < 2 {
        return;
    }
    let open = |d: &Draft| !d.fixed && d.kind == BlockKind::Paragraph;
    let mut lines = (0..body).filter(|i| open(&drafts[*i]));
    let Some(first) = lines.next() else { return };
    let mut at = first;
    // A word or two over the headline name a section of the page.
    let line = |i: usize| drafts[i].span.of(text);
    let below = lines.next().filter(|n| *n == first + 1 && reads_as_title(line(*n)) && words::count(line(*n)) >= 4);
    if words::count(line(first)) <= 2
        && let Some(next) = below
    {
        set(&mut drafts[first], BlockKind::Heading);
        at = next;
    }
    if reads_as_title(drafts[at].span.of(text)) && goes_on(drafts, at) {
        set(&mut drafts[at], BlockKind::Headline);
    }
}

fn reads_as_title(line: &str) -> bool {
    let line = line.trim_start_matches('#').trim_start();
    let starts = line.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '\''));
    let ends = line.ends_with(['.', ';', ',', ':']) && !line.ends_with("...");
    starts && !ends && words::count(line) <= 30
}

/// Does anything of the report come after?
fn goes_on(drafts: &[Draft], at: usize) -> bool {
    use BlockKind::*;
    drafts[at + 1..].iter().any(|d| matches!(d.kind, Paragraph | Bullet | SpeakerLabel | Turn | Caption))
}

/// Short lines without a stop that something follows.
fn headings(text: &str, drafts: &mut [Draft], body: usize, layout: &Layout) {
    for at in 0..drafts.len() {
        let line = drafts[at].span.of(text);
        let open = !drafts[at].fixed && matches!(drafts[at].kind, BlockKind::Paragraph | BlockKind::Bullet);
        // "The mayor writes:" leads in a quote, "Measures:" a list.
        let lists = drafts.get(at + 1).is_some_and(|d| words::bullet(d.span.of(text)).is_some());
        let open = open && (lists || !line.ends_with(':')) && !is_told(line, layout);
        if !open || is_field(line, layout) || !reads_as_heading(line, drafts[at].kind) || !heads(text, drafts, at) {
            continue;
        }
        // A standfirst under the headline is told like a paragraph.
        if at >= body || words::count(line) < 10 {
            set(&mut drafts[at], BlockKind::Heading);
        }
    }
}

/// Longer lines with a verb of saying are no headings.
fn is_told(line: &str, layout: &Layout) -> bool {
    words::count(line) > 5 && words::bare(line).iter().any(|w| layout.is_cue("said", w))
}

/// "Location: the market" is told like a paragraph.
fn is_field(line: &str, layout: &Layout) -> bool {
    let Some((field, rest)) = line.split_once(':') else { return false };
    !rest.trim().is_empty() && layout.labels.get(&words::fold(field)) == Some(&Label::Field)
}

fn reads_as_heading(line: &str, kind: BlockKind) -> bool {
    let marked = line.starts_with('#') || (line.starts_with("**") && line.ends_with("**"));
    let numbered = line.starts_with(|c: char| c.is_ascii_digit());
    if kind == BlockKind::Bullet && !numbered {
        return false;
    }
    let words = line.trim_matches(['#', '*', '_', ' ']);
    let starts = words.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let ends = words.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '?' | ')' | ':' | '’' | '\''));
    let short = words::count(words) <= 12 && words.chars().count() <= 90;
    let colon = words.ends_with(':') && words::count(words) > 8;
    starts && ((short && ends && !colon) || marked)
}

/// Does a paragraph or list follow, with one more heading between at most?
fn heads(text: &str, drafts: &[Draft], at: usize) -> bool {
    let mut next = drafts[at + 1..].iter().filter(|d| !matches!(d.kind, BlockKind::Caption | BlockKind::Dateline | BlockKind::Byline));
    let under = |d: &Draft| {
        let line = d.span.of(text);
        let listed = d.kind == BlockKind::Bullet && words::bullet(line).is_some();
        listed || (matches!(d.kind, BlockKind::Paragraph | BlockKind::Turn) && (words::ends_sentence(line) || words::count(line) > 12))
    };
    let Some(one) = next.next() else { return false };
    let numbered = drafts[at].kind == BlockKind::Bullet;
    if numbered {
        return one.kind == BlockKind::Paragraph && under(one);
    }
    under(one) || (reads_as_heading(one.span.of(text), one.kind) && next.next().is_some_and(under))
}

/// After a line that closes the report ("Get in touch") nothing short is coded; headings over boilerplate go with it.
fn tail(text: &str, drafts: &mut [Draft], layout: &Layout) {
    let long =
        |d: &Draft| matches!(d.kind, BlockKind::Turn | BlockKind::Bullet | BlockKind::Paragraph) && words::count(d.span.of(text)) >= 25;
    let labelled = |at: usize| at > 0 && drafts[at - 1].kind == BlockKind::SpeakerLabel;
    let opens = |d: &Draft| d.kind == BlockKind::Boilerplate && boilerplate(d.span.of(text), layout) == Some(true);
    let last = (0..drafts.len()).rev().find(|i| long(&drafts[*i]) || labelled(*i)).map_or(0, |i| i + 1);
    let from = drafts[last..].iter().position(opens).map_or(drafts.len(), |i| last + i);
    let kept = |d: &Draft| d.fixed && matches!(d.kind, BlockKind::Headline | BlockKind::Byline | BlockKind::Dateline | BlockKind::Caption);
    for draft in drafts[from..].iter_mut().filter(|d| !kept(d)) {
        set(draft, BlockKind::Boilerplate);
    }
    for at in (1..drafts.len()).rev() {
        let short = words::count(drafts[at - 1].span.of(text)) <= 6 && !words::ends_sentence(drafts[at - 1].span.of(text));
        let heading = matches!(drafts[at - 1].kind, BlockKind::Heading | BlockKind::Paragraph);
        if drafts[at].kind == BlockKind::Boilerplate && heading && short && at > last.max(1) {
            set(&mut drafts[at - 1], BlockKind::Boilerplate);
        }
    }
}
