//! The thing counted: the noun phrase after a figure, up to its head.

use khabar_lexicon::Lexicon;
use khabar_lexicon::numbers::NumberWord;
use khabar_lexicon::units::UnitClass;

use crate::times::words::{Kind, Words};

/// How many words a noun phrase may have before its head.
const REACH: usize = 6;

pub(crate) enum Counted {
    /// Singular name, and the index after the head.
    Thing { name: String, to: usize, pair: bool },
    /// A noun that counts nothing measured: days, sides.
    NoThing,
    /// No noun follows.
    Nothing,
}

/// Reads "US soldiers", "KH and other PMU fighters", "ballistic missiles".
pub(crate) fn counted(words: Words, i: usize, lex: &Lexicon) -> Counted {
    let i = if words.is(i, &["the", "its", "their", "his", "other", "more", "additional", "further"]) { i + 1 } else { i };
    // "US" is no pronoun.
    let acronym = |at: usize| words.get(at).is_some_and(|w| w.text.len() > 1 && w.text.chars().all(|c| c.is_uppercase() || c == '.'));
    let class = |at: usize| lex.units.get(words.low(at)).map(|u| u.class).filter(|_| !acronym(at));
    let mut at = i;
    while at < i + REACH {
        let Some(word) = words.get(at) else { break };
        match class(at) {
            Some(UnitClass::Uncounted) => return Counted::NoThing,
            Some(UnitClass::Function) if !(joins(words, at) && at > i) => break,
            Some(UnitClass::Outcome) if at > i => break,
            Some(UnitClass::Plural | UnitClass::Pair | UnitClass::Measure | UnitClass::Outcome) => return head(words, i, at, lex),
            _ if word.kind == Kind::Mark
                && !(word.low == "-" && words.joined(at) && words.joined(at + 1))
                && !matches!(word.text, "\"" | "“" | "‘") =>
            {
                break;
            }
            _ if word.kind == Kind::Number && !words.joined(at) => break,
            _ if at > i && lex.numbers.senses(&word.low).iter().any(|s| matches!(s, NumberWord::Small(_) | NumberWord::Tens(_))) => break,
            _ if plural(&word.low) && word.kind == Kind::Word => return head(words, i, at, lex),
            _ => at += 1,
        }
    }
    Counted::Nothing
}

/// "KH and other fighters", "Iraqi and US troops": does "and" join two describing words?
fn joins(words: Words, i: usize) -> bool {
    let name = |i: usize| words.get(i).is_some_and(|w| w.capital() && w.kind == Kind::Word);
    let other = words.is(i, &["other"]) && words.is(i.wrapping_sub(1), &["and"]);
    other || (words.is(i, &["and"]) && name(i.wrapping_sub(1)) && (name(i + 1) || words.is(i + 1, &["other"])))
}

fn head(words: Words, from: usize, first: usize, lex: &Lexicon) -> Counted {
    let class = |at: usize| lex.units.get(words.low(at)).map(|u| u.class);
    let mut at = first;
    // In "police officers", "arms dealers" the later plural is the head.
    while words.get(at + 1).is_some_and(|w| {
        w.kind == Kind::Word
            && !w.capital()
            && (matches!(class(at + 1), Some(UnitClass::Plural | UnitClass::Pair)) || (class(at + 1).is_none() && plural(&w.low)))
    }) {
        at += 1;
    }
    if class(at) == Some(UnitClass::Uncounted) {
        return Counted::NoThing;
    }
    let mut name = Vec::new();
    for i in (from..at).rev() {
        let word = &words.all[i];
        if word.kind != Kind::Word || word.capital() || class(i) == Some(UnitClass::Function) {
            break;
        }
        name.insert(0, word.low.clone());
    }
    name.push(lex.units.singular(words.low(at)));
    Counted::Thing { name: name.join(" "), to: at + 1, pair: class(at) == Some(UnitClass::Pair) }
}

/// Does a word look like a plural?
fn plural(word: &str) -> bool {
    word.len() > 3 && word.ends_with('s') && !["ss", "us", "is", "'s"].iter().any(|tail| word.ends_with(tail))
}
