//! Phrases found word by word: the longest entry that begins at a word.

use std::collections::BTreeMap;

/// Entries of one or more words, by first word; the longest come first.
#[derive(Debug)]
pub struct Phrases<T> {
    by_first: BTreeMap<String, Vec<(Vec<String>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Phrases<T> {
        Phrases { by_first: BTreeMap::new() }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase in lower case; hyphens and a genitive 's count as words of their own.
    pub fn add(&mut self, phrase: &str, meaning: T) {
        let parted = phrase.replace('’', "'").replace("'s", " 's").replace('-', " - ");
        let mut words = parted.split_whitespace().map(str::to_owned);
        let Some(first) = words.next() else { return };
        let entries = self.by_first.entry(first).or_default();
        entries.push((words.collect(), meaning));
        entries.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }

    /// The longest entry that begins at word 0 of `word`, and how many words it has.
    pub fn longest<'w>(&self, word: impl Fn(usize) -> Option<&'w str>) -> Option<(usize, &T)> {
        let entries = self.by_first.get(word(0)?)?;
        entries.iter().find_map(|(rest, meaning)| {
            let fits = rest.iter().enumerate().all(|(i, part)| word(i + 1) == Some(part.as_str()));
            fits.then_some((rest.len() + 1, meaning))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_wins_and_a_part_of_one_does_not_match() {
        let mut phrases = Phrases::default();
        for (i, phrase) in ["new", "new year's eve", "near-daily"].iter().enumerate() {
            phrases.add(phrase, i);
        }
        let at = |text: &'static [&'static str]| phrases.longest(move |i| text.get(i).copied()).map(|(n, i)| (n, *i));
        assert_eq!(at(&["new", "year", "'s", "eve"]), Some((4, 1)));
        assert_eq!(at(&["new", "year"]), Some((1, 0)));
        assert_eq!(at(&["near", "-", "daily"]), Some((3, 2)));
        assert_eq!(at(&["near"]), None);
    }
}
