//! Time expressions (TimeML TIMEX3): found by rule, merged with what the neural reader tagged, and laid on the calendar
//! against the document's date and the story so far.
//!
//! Reading order: [`words`] (tokens), [`told`] (what words say), [`calendar`], [`relative`] and [`spells`] (the rules),
//! [`find`] (which rule wins), [`tense`] (which way a clause looks), [`anchor`] (which days are meant), [`merge`].

mod anchor;
mod calendar;
mod days;
mod find;
mod merge;
mod relative;
mod spells;
mod tense;
mod told;
pub(crate) mod words;

use jiff::ToSpan;
use khabar_lexicon::Lexicon;
use khabar_model::{Sentence, Span, Time, When};

use std::collections::BTreeMap;

use anchor::{Focus, Tense};
use told::{Expression, Told};
use words::Words;

/// The time expressions of a text, in order, not overlapping. `found` are spans that the neural reader tagged; `anchor`
/// is the document's date. A range ("from 2014 to 2016") is one expression.
pub fn times(text: &str, sentences: &[Sentence], found: &[Span], anchor: Option<When>, lex: &Lexicon) -> Vec<Time> {
    let mut read = read(text, sentences, found, lex);
    merge::join_ranges(text, &mut read, lex);
    let mut out = settle(read, anchor);
    for time in out.iter_mut().filter(|t| t.when.is_none()) {
        time.when = anchor.and_then(|a| lately(time.span.of(text), &time.value, a));
    }
    out
}

/// "In recent weeks": an unnumbered spell up to the document's day. It has no length in TIMEX3 (`PXW`); its days are
/// written as coarsely as it speaks, whole months for weeks and months, whole years for years.
fn lately(words: &str, value: &str, anchor: When) -> Option<When> {
    let looks_back = words.to_lowercase().split_whitespace().any(|w| matches!(w, "recent" | "past" | "last"));
    let day = anchor.end;
    let back = |span: jiff::Span| day.checked_sub(span).ok();
    let from = match value.strip_prefix("PX")? {
        _ if !looks_back => return None,
        "D" => return Some(When::new(back(10.days())?, day)),
        "W" => back(5.weeks())?.first_of_month(),
        "M" => back(5.months())?.first_of_month(),
        "Y" => return Some(When::new(back(5.years())?.first_of_year(), day.last_of_year())),
        _ => return None,
    };
    Some(When::new(from, day.last_of_month()))
}

/// As [`times`], with the two ends of a range apart, as TimeML marks them.
pub fn times_apart(text: &str, sentences: &[Sentence], found: &[Span], anchor: Option<When>, lex: &Lexicon) -> Vec<Time> {
    settle(merge::part_ranges(text, read(text, sentences, found, lex)), anchor)
}

/// Where the rules see times in a sentence.
pub(crate) fn spans(words: Words, lex: &Lexicon) -> Vec<Span> {
    find::find(words, lex).iter().map(|e| words.span(e.from, e.to)).collect()
}

/// An expression with its place, before it has days.
pub(crate) struct Placed {
    pub span: Span,
    pub expression: Expression,
    pub tense: anchor::Tense,
    /// "since March": from then to now.
    pub since: bool,
}

fn read(text: &str, sentences: &[Sentence], found: &[Span], lex: &Lexicon) -> Vec<Placed> {
    let mut out: Vec<Placed> = Vec::new();
    for sentence in sentences {
        let all = words::words(text, sentence.span);
        let words = Words { all: &all };
        for expression in find::find(words, lex) {
            let span = words.span(expression.from, expression.to);
            let tense = tense::tense(words, expression.from, expression.to, lex);
            let since = matches!(words.before(expression.from), "since");
            out.push(Placed { span, expression, tense, since });
        }
    }
    out.sort_by_key(|p| p.span);
    merge::with_found(text, out, found, lex)
}

fn settle(read: Vec<Placed>, anchor: Option<When>) -> Vec<Time> {
    let mut focus = Focus { anchor, story: None, history: history(&read, anchor) };
    let mut ahead: BTreeMap<i8, When> = BTreeMap::new();
    let mut out: Vec<Time> = Vec::with_capacity(read.len());
    for placed in read {
        let mut meaning = focus.settle(&placed.expression, placed.tense);
        // a day that lay ahead once ("will meet on Thursday") is the same day where the clause does not tell
        if let Told::Weekday { day, shift: None, week: None } = placed.expression.told {
            match (placed.tense, meaning.when) {
                (Tense::Future, Some(when)) => drop(ahead.insert(day, when)),
                (Tense::Open, _) => {
                    if let Some(&when) = ahead.get(&day) {
                        (meaning.value, meaning.when) = (when.to_string(), Some(when));
                    }
                }
                _ => {}
            }
        }
        if placed.since
            && let (Some(when), Some(now)) = (meaning.when, anchor.filter(|_| !focus.history))
            && when.start <= now.end
        {
            meaning.when = Some(When::new(when.start, now.end));
        }
        out.push(Time { span: placed.span, value: meaning.value, kind: meaning.kind, when: meaning.when });
    }
    out
}

/// Is a text a history: are nearly all years that it names long before its date (or has it no date at all)?
fn history(read: &[Placed], anchor: Option<When>) -> bool {
    let Some(anchor) = anchor else { return true };
    let years = read.iter().filter_map(|p| match &p.expression.told {
        Told::Day { year: told::Year::Given(y), .. } | Told::Month { year: told::Year::Given(y), .. } => Some(*y),
        Told::Bc { year, .. } => Some(-*year),
        _ => None,
    });
    let bare = read.iter().filter(|p| matches!(p.expression.told, Told::Year(y) if y < anchor.start.year() - 1)).count();
    let (mut old, mut all) = (0, 0);
    for year in years {
        all += 1;
        old += usize::from(year < anchor.start.year() - 1);
    }
    let near = read.iter().filter(|p| matches!(p.expression.told, Told::Weekday { .. } | Told::Named(-1 | 1))).count();
    all + bare >= 4 && old >= 1 && old * 10 >= all * 7 && near * 8 <= all + bare
}
