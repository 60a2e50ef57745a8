//! Joins the ends of ranges, and the rules' expressions with the spans that the neural reader tagged.

use khabar_lexicon::Lexicon;
use khabar_lexicon::times::Clue;
use khabar_model::Span;

use super::Placed;
use super::anchor::Tense;
use super::told::{Expression, Told, Year};

/// A tagged span may be this much longer (in bytes) than the rule's expression that it holds.
const SLACK: usize = 48;

/// Every tagged span is kept: with the meaning of the most precise expression inside, or without value. An expression
/// that reaches beyond a tagged span keeps its own span.
pub(crate) fn with_found(text: &str, rules: Vec<Placed>, found: &[Span], lex: &Lexicon) -> Vec<Placed> {
    let mut out = rules;
    for span in found.iter().map(|s| s.trimmed(text)).filter(|s| !s.is_empty() && text.get(s.start..s.end).is_some()) {
        let held: Vec<usize> = (0..out.len()).filter(|&i| out[i].span.overlap(span) > 0).collect();
        // "since" cut off from "March" tells no time
        if held.is_empty() && is_lead(span.of(text), lex) {
            continue;
        }
        let Some(&best) = held.iter().max_by_key(|&&i| (precision(&out[i].expression.told), std::cmp::Reverse(i))) else {
            out.push(Placed {
                span,
                expression: Expression::new(Told::Vague(reference(span.of(text), lex).into()), 0, 0),
                tense: Tense::Open,
                since: false,
            });
            continue;
        };
        let inside = held.iter().all(|&i| span.contains(out[i].span));
        if inside && span.len() <= out[best].span.len() + SLACK && held.len() == 1 {
            out[best].span = span;
        }
    }
    out.sort_by_key(|p| p.span);
    let mut end = 0;
    out.retain(|p| {
        let keep = p.span.start >= end;
        end = if keep { p.span.end } else { end };
        keep
    });
    out
}

fn precision(told: &Told) -> u8 {
    match told {
        Told::Day { .. } | Told::Weekday { .. } | Told::Named(_) | Told::Range(..) => 3,
        Told::Length(_) | Told::Set(_) => 1,
        Told::Vague(_) => 0,
        _ => 2,
    }
}

/// A reference without days, from the words of a span that no rule reads.
fn reference(words: &str, lex: &Lexicon) -> &'static str {
    let low = words.to_lowercase();
    let has = |clue| low.split(|c: char| !c.is_alphanumeric()).any(|w| lex.times.shows(w, clue));
    if has(Clue::TellsPast) {
        "PAST_REF"
    } else if has(Clue::TellsFuture) {
        "FUTURE_REF"
    } else if has(Clue::TellsPresent) {
        "PRESENT_REF"
    } else {
        ""
    }
}

/// The reverse of joining: "22-25 April" becomes "22" and "25 April".
pub(crate) fn part_ranges(text: &str, placed: Vec<Placed>) -> Vec<Placed> {
    let mut out = Vec::with_capacity(placed.len());
    for whole in placed {
        let words = whole.span.of(text);
        let link = words.char_indices().find(|(_, c)| matches!(c, '-' | '–' | '—' | '/')).map(|(i, c)| (i, c.len_utf8()));
        let link = link.or_else(|| words.find(" to ").map(|i| (i, 4)));
        match (&whole.expression.told, link) {
            (Told::Range(from, to), Some((at, len))) => {
                let (mut first, mut last) = (whole.expression.clone(), whole.expression.clone());
                (first.told, last.told) = (from.as_ref().clone(), to.as_ref().clone());
                let (a, b) = (whole.span.start, whole.span.end);
                out.push(Placed { span: Span::new(a, a + at), expression: first, ..whole });
                out.push(Placed { span: Span::new(a + at + len, b), expression: last, ..whole });
            }
            _ => out.push(whole),
        }
    }
    out
}

/// "from 2014 to 2016", "between June and August", "June-August 2020": two dated expressions become one.
pub(crate) fn join_ranges(text: &str, placed: &mut Vec<Placed>, lex: &Lexicon) {
    let mut i = 0;
    while i + 1 < placed.len() {
        match joined(text, &placed[i], &placed[i + 1], lex) {
            Some(range) => {
                placed[i] = range;
                placed.remove(i + 1);
            }
            None => i += 1,
        }
    }
}

fn joined(text: &str, a: &Placed, b: &Placed, lex: &Lexicon) -> Option<Placed> {
    let between = text.get(a.span.end..b.span.start).filter(|t| t.len() < 16)?.trim().to_lowercase();
    if a.expression.clock.is_some() || b.expression.clock.is_some() {
        return None;
    }
    let before = text.get(..a.span.start)?.trim_end();
    let led = |word: &str| {
        ends_with_word(before, word) || text.get(a.span.start..a.span.start + word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word))
    };
    let fits = match between.as_str() {
        "and" => led("between"),
        "-" | "–" | "—" => true,
        link => lex.times.shows(link, Clue::RangeLink),
    };
    let dated = [a, b].iter().all(|p| p.expression.dated() && !matches!(p.expression.told, Told::Range(..) | Told::Clock));
    if !fits || !dated || !same_kind(&a.expression.told, &b.expression.told) {
        return None;
    }
    let first = with_year_of(&a.expression.told, &b.expression.told);
    let told = Told::Range(first.into(), b.expression.told.clone().into());
    let span = Span::new(a.span.start, b.span.end);
    Some(Placed { span, expression: Expression::new(told, a.expression.from, b.expression.to), tense: a.tense, since: false })
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let low = |t: &str| t.to_lowercase();
    text.rsplit(|c: char| !c.is_alphabetic()).next().is_some_and(|last| low(last) == word)
}

/// Day with day or month, year with year: what a range can hold.
fn same_kind(a: &Told, b: &Told) -> bool {
    let rank = |t: &Told| match t {
        Told::Day { .. } | Told::Month { .. } => 1,
        Told::Weekday { .. } | Told::Named(_) => 2,
        Told::Year(_) => 3,
        Told::Quarter { .. } | Told::Season { .. } => 4,
        _ => 0,
    };
    rank(a) > 0 && rank(a) == rank(b)
}

/// In "June to August 2020" the year told last is the year of both.
fn with_year_of(a: &Told, b: &Told) -> Told {
    let year = match b {
        Told::Day { year, .. } | Told::Month { year, .. } => *year,
        _ => Year::Open,
    };
    match a {
        Told::Day { year: Year::Open, month, day } => Told::Day { year, month: *month, day: *day },
        Told::Month { year: Year::Open, month } => Told::Month { year, month: *month },
        other => other.clone(),
    }
}

/// Only words that lead in a time ("since", "in the")?
fn is_lead(words: &str, lex: &Lexicon) -> bool {
    words.split_whitespace().all(|w| lex.references.is_function(w) || lex.references.is_determiner(w))
}
