//! Number words, orders of magnitude, and the words that qualify a figure.

use std::collections::{BTreeMap, BTreeSet};

use crate::{LexiconError, Phrases, Shelf, tsv::Tsv};

const FILE: &str = "numbers.tsv";

/// What a number word contributes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NumberWord {
    /// 0 to 19.
    Small(f64),
    /// 20, 30, to 90.
    Tens(f64),
    /// Multiplies what stands before it: hundred, million.
    Scale(f64),
    /// Counts in lots: a dozen.
    Group(f64),
    /// First is 1.
    Ordinal(u32),
    /// Half is 0.5.
    Fraction(f64),
}

/// How a qualifier bounds the figure that it stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// "at least": the figure is the least.
    Low,
    /// "more than".
    Over,
    /// "up to": the figure is the most.
    High,
    /// "fewer than".
    Under,
    /// "nearly": the figure is the most, and almost reached.
    Near,
    /// "about".
    About,
    /// "only", "another": the figure stands.
    Exact,
}

/// The table of number words.
#[derive(Debug, Default)]
pub struct Numbers {
    words: BTreeMap<String, Vec<NumberWord>>,
    /// "dozens", "tens of thousands": least and most.
    pub orders: Phrases<(f64, f64)>,
    /// Words before a figure.
    pub qualifiers: Phrases<Bound>,
    /// Words after a figure: "or so".
    pub after: Phrases<Bound>,
    /// Words that a number after them names: "article 5", "no 7".
    numbered: BTreeSet<String>,
}

impl Numbers {
    /// All senses of a word in lower case.
    pub fn senses(&self, word: &str) -> &[NumberWord] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }
    /// Does a number after this word name rather than count?
    pub fn names(&self, word: &str) -> bool {
        self.numbered.contains(word)
    }
}

pub(crate) fn load(shelf: &Shelf) -> Result<Numbers, LexiconError> {
    let text = shelf.text(FILE)?;
    let mut numbers = Numbers::default();
    for row in Tsv::parse(FILE, &text, &["word", "class", "value", "low", "high"])?.rows {
        let word = row.get(0);
        let number = |column| row.parse(column, "a number", |v| v.parse::<f64>().ok());
        let sense = match row.get(1) {
            "small" => NumberWord::Small(number(2)?),
            "tens" => NumberWord::Tens(number(2)?),
            "scale" => NumberWord::Scale(number(2)?),
            "group" => NumberWord::Group(number(2)?),
            "ordinal" => NumberWord::Ordinal(row.parse(2, "a whole number", |v| v.parse().ok())?),
            "fraction" => NumberWord::Fraction(number(2)?),
            "vague" => {
                numbers.orders.add(word, (number(3)?, number(4)?));
                continue;
            }
            "numbered" => {
                numbers.numbered.insert(word.to_owned());
                continue;
            }
            "qualifier" | "after" => {
                let bound = row.parse(2, "low, over, high, under, near, about or exact", bound)?;
                if row.get(1) == "after" { &mut numbers.after } else { &mut numbers.qualifiers }.add(word, bound);
                continue;
            }
            class => return Err(row.error(format!("found class `{class}`, expected a class of number words such as small or scale"))),
        };
        numbers.words.entry(word.to_owned()).or_default().push(sense);
    }
    Ok(numbers)
}

fn bound(name: &str) -> Option<Bound> {
    Some(match name {
        "low" => Bound::Low,
        "over" => Bound::Over,
        "high" => Bound::High,
        "under" => Bound::Under,
        "near" => Bound::Near,
        "about" => Bound::About,
        "exact" => Bound::Exact,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_qualifiers_and_words_are_told_apart() {
        let numbers = load(&Shelf::new(&|_| None)).unwrap();
        assert_eq!(numbers.senses("forty"), [NumberWord::Tens(40.0)]);
        assert_eq!(numbers.senses("quarter"), [NumberWord::Fraction(0.25)]);
        let order = numbers.orders.longest(|i| ["tens", "of", "thousands", "of"].get(i).copied());
        assert_eq!(order, Some((3, &(20_000.0, 99_999.0))));
        assert_eq!(numbers.qualifiers.longest(|i| ["no", "fewer", "than"].get(i).copied()), Some((3, &Bound::Low)));
    }
}
