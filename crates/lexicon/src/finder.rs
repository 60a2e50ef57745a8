//! Phrases found in running text: longest first, on word borders, whatever the case and line breaks.

use std::collections::BTreeMap;
use std::ops::Range;

/// A list of phrases, each with a meaning.
#[derive(Debug)]
pub struct Finder<T> {
    by_first: BTreeMap<String, Vec<Entry<T>>>,
}

#[derive(Debug)]
struct Entry<T> {
    words: Vec<String>,
    /// Which of the words are reported; the others are context.
    quoted: Range<usize>,
    meaning: T,
}

impl<T> Finder<T> {
    /// Phrases and meanings; words in `[ ]` are what is reported of their phrase.
    pub fn new(phrases: impl IntoIterator<Item = (String, T)>) -> Finder<T> {
        let mut by_first: BTreeMap<String, Vec<Entry<T>>> = BTreeMap::new();
        for (phrase, meaning) in phrases {
            let bracket = |c: char| phrase.find(c).map(|at| words(&phrase[..at]).len());
            let all = words(&phrase);
            let quoted = bracket('[').zip(bracket(']')).map_or(0..all.len(), |(a, b)| a..b);
            let words: Vec<String> = all.into_iter().map(|r| plain(&phrase[r])).collect();
            if let Some(first) = words.first() {
                by_first.entry(first.clone()).or_default().push(Entry { words, quoted, meaning });
            }
        }
        for entries in by_first.values_mut() {
            entries.sort_by_key(|e| std::cmp::Reverse(e.words.len()));
        }
        Finder { by_first }
    }

    /// Every phrase in `text` with its byte range, left to right, not overlapping.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, &T)> {
        let at = words(text);
        let plain: Vec<String> = at.iter().map(|r| plain(&text[r.clone()])).collect();
        let mut out = Vec::new();
        let mut i = 0;
        while i < at.len() {
            match self.longest(text, &at, &plain, i) {
                Some(entry) => {
                    out.push((at[i + entry.quoted.start].start..at[i + entry.quoted.end - 1].end, &entry.meaning));
                    i += entry.words.len();
                }
                None => i += 1,
            }
        }
        out
    }

    fn longest(&self, text: &str, at: &[Range<usize>], plain: &[String], i: usize) -> Option<&Entry<T>> {
        let fits = |e: &Entry<T>| {
            let n = e.words.len();
            let same = plain.get(i..i + n) == Some(e.words.as_slice());
            same && !e.quoted.is_empty() && (i + 1..i + n).all(|j| joined(text, &at[j - 1], &at[j]))
        };
        self.by_first.get(&plain[i])?.iter().find(|e| fits(e))
    }
}

/// Byte ranges of the words: runs of letters, digits and inner apostrophes.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        let next = || text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric);
        if c.is_alphanumeric() || (matches!(c, '\'' | '’') && before.is_alphanumeric() && next()) {
            match out.last_mut().filter(|r| r.end == at) {
                Some(word) => word.end = at + c.len_utf8(),
                None => out.push(at..at + c.len_utf8()),
            }
        }
        before = c;
    }
    out
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// May one phrase span the gap between two words? White space and hyphens join; a stop does after a short
/// capitalised word ("Lt. Col.").
fn joined(text: &str, left: &Range<usize>, right: &Range<usize>) -> bool {
    let gap = &text[left.end..right.start];
    let title = left.len() <= 4 && text[left.start..].starts_with(char::is_uppercase);
    let gap = if title { gap.strip_prefix('.').unwrap_or(gap) } else { gap };
    gap.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_on_word_borders_with_context_left_out() {
        let finder = Finder::new(["likely", "very likely", "chances are [slim]", "lt col"].map(|p| (p.to_owned(), p)));
        let found = |text: &str| finder.find(text).into_iter().map(|(r, _)| text[r].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("Very\n likely, or likely; unlikely"), ["Very\n likely", "likely"]);
        assert_eq!(found("the chances are slim"), ["slim"]);
        assert_eq!(found("Lt. Col. Ann Ro, very. Likely"), ["Lt. Col", "Likely"]);
    }
}
