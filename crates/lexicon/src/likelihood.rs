//! Words and numbers of likelihood, and the ranges that named standards give them (`likelihood/`).

use std::collections::BTreeMap;
use std::ops::Range;

use regex::{Captures, Regex};
use serde::Deserialize;

use crate::finder::Finder;
use crate::{LexiconError, Shelf, tsv::Tsv};

const FOLDER: &str = "likelihood/";
const WORDS: &str = "likelihood/words.tsv";
const NUMBERS: &str = "likelihood/numbers.toml";

/// The scale of a likelihood that the text itself gives as a number.
pub const AUTHOR: &str = "author";
/// The scale of words that no standard has.
pub const UNSTATED: &str = "unstated";
const ICD: &str = "ICD 203";
const PHIA: &str = "PHIA 2025";

/// Likelihood words, numbers and standards.
#[derive(Debug)]
pub struct Likelihoods {
    standards: Vec<Standard>,
    words: Finder<Word>,
    numbers: Numbers,
}

/// A named standard; its bands rise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    pub scale: String,
    #[serde(rename = "band")]
    pub bands: Vec<Band>,
}

/// Words of a standard and their range, 0 to 1.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    pub words: Vec<String>,
    pub low: f64,
    pub high: f64,
}

#[derive(Debug)]
struct Word {
    modal: bool,
    icd: Option<(f64, f64)>,
    phia: Option<(f64, f64)>,
}

/// Likelihood words or numbers in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Bytes of the words.
    pub range: Range<usize>,
    /// The range they stand for, 0 to 1: the author's own number, else under the standard named by `scale`.
    pub band: Option<(f64, f64)>,
    /// "author", "ICD 203", "PHIA 2025" (for words that only it has), or "unstated".
    pub scale: &'static str,
    /// The range under PHIA 2025, for words that it has.
    pub phia: Option<(f64, f64)>,
    /// Is it a bare modal verb ("may", "will")?
    pub modal: bool,
}

impl Likelihoods {
    /// What `text` says of likelihood: numbers first, then graded words, then bare modal verbs, each in text order.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut out = self.numbers.find(text);
        for (range, word) in self.words.find(text) {
            let name = word.modal && text[range.clone()].starts_with(char::is_uppercase) && !opens_sentence(text, range.start);
            if name || out.iter().any(|f| f.scale == AUTHOR && f.range.start < range.end && range.start < f.range.end) {
                continue;
            }
            let scale = if word.icd.is_some() {
                ICD
            } else if word.phia.is_some() {
                PHIA
            } else {
                UNSTATED
            };
            out.push(Found { range, band: word.icd.or(word.phia), scale, phia: word.phia, modal: word.modal });
        }
        out.sort_by_key(|f| (f.scale != AUTHOR, f.modal, f.range.start));
        out
    }

    /// The range of `words` under a standard, 0 to 1; None where the standard does not have those very words.
    pub fn band(&self, words: &str, scale: &str) -> Option<(f64, f64)> {
        let words = words.to_lowercase();
        let standard = self.standards.iter().find(|s| s.scale == scale)?;
        standard.bands.iter().find(|b| b.words.contains(&words)).map(|b| (b.low, b.high))
    }

    /// The words of a standard for a probability (lower end closed, upper open but for the last band); None in its gaps.
    pub fn words_for(&self, probability: f64, scale: &str) -> Option<&str> {
        let standard = self.standards.iter().find(|s| s.scale == scale)?;
        let last = standard.bands.last()?;
        let holds = |b: &&Band| {
            b.low <= probability && (probability < b.high || (probability == b.high && (b.high == last.high || b.low == b.high)))
        };
        standard.bands.iter().find(holds).and_then(|b| b.words.first()).map(String::as_str)
    }

    pub fn standards(&self) -> &[Standard] {
        &self.standards
    }
}

/// Is a capital at byte `at` due to the beginning of a sentence?
fn opens_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '\''));
    before.is_empty() || before.ends_with(['.', '!', '?', ':', ';'])
}

#[derive(Debug)]
struct Numbers {
    patterns: Vec<(Regex, Option<f64>)>,
    words: BTreeMap<String, f64>,
}

impl Numbers {
    fn find(&self, text: &str) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::new();
        for (pattern, value) in &self.patterns {
            for c in pattern.captures_iter(text) {
                let Some((range, band)) = self.read(&c, *value) else { continue };
                if !out.iter().any(|f| f.range.start < range.end && range.start < f.range.end) {
                    out.push(Found { range, band: Some(band), scale: AUTHOR, phia: None, modal: false });
                }
            }
        }
        out
    }

    /// The bytes of the figure and the range that it states; None where it is no probability.
    fn read(&self, c: &Captures, value: Option<f64>) -> Option<(Range<usize>, (f64, f64))> {
        let number = |name: &str| c.name(name).and_then(|m| self.number(m.as_str()));
        let all = c.get(0)?.range();
        let (range, low, high) = if let Some(v) = value {
            (all, v, v)
        } else if let Some((num, den)) = number("num").zip(number("den")) {
            (c.name("num")?.start()..c.name("den")?.end(), num / den, num / den)
        } else if let Some((a, b)) = number("a").zip(number("b")) {
            let share = (a + b == 100.0).then_some(a / 100.0)?;
            (all, share, share)
        } else {
            let p = number("p")? / 100.0;
            let low = number("low").map_or(p, |l| l / 100.0);
            let sides = (c.name("under").is_some(), c.name("over").is_some());
            let first = ["under", "over", "low", "p"].iter().find_map(|n| c.name(n))?.start();
            (first..all.end, if sides.0 { 0.0 } else { low }, if sides.1 { 1.0 } else { p })
        };
        ((0.0..=1.0).contains(&low) && low <= high && high <= 1.0).then_some((range, (low, high)))
    }

    fn number(&self, text: &str) -> Option<f64> {
        text.parse().ok().or_else(|| self.words.get(&text.to_lowercase()).copied())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NumbersFile {
    pattern: Vec<PatternFile>,
    words: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternFile {
    regex: String,
    value: Option<f64>,
}

pub(crate) fn load(shelf: &Shelf) -> Result<Likelihoods, LexiconError> {
    let mut standards: Vec<Standard> = Vec::new();
    for file in shelf.names(FOLDER).into_iter().filter(|f| f.ends_with(".toml") && *f != NUMBERS) {
        let standard: Standard = shelf.toml(file)?;
        let rises = standard.bands.windows(2).all(|w| w[0].low <= w[1].low)
            && standard.bands.iter().all(|b| 0.0 <= b.low && b.low <= b.high && b.high <= 1.0);
        if !rises || standard.bands.is_empty() {
            return Err(LexiconError::new(file, 0, "bands out of order or empty, expected rising ranges between 0 and 1"));
        }
        standards.push(standard);
    }
    let none = Likelihoods { standards, words: Finder::new([]), numbers: numbers(shelf)? };
    let words = Finder::new(words(shelf, &none)?);
    Ok(Likelihoods { words, ..none })
}

fn words(shelf: &Shelf, bands: &Likelihoods) -> Result<Vec<(String, Word)>, LexiconError> {
    let text = shelf.text(WORDS)?;
    let table = Tsv::parse(WORDS, &text, &["words", "class", "icd_203", "phia_2025"])?;
    let mut out = Vec::new();
    for row in &table.rows {
        let modal = row.parse(1, "graded or modal", |c| match c {
            "graded" => Some(false),
            "modal" => Some(true),
            _ => None,
        })?;
        let band = |column: usize, scale: &str| match row.some(column) {
            None => Ok(None),
            Some(_) => row.parse(column, &format!("a term of {scale}"), |c| bands.band(c, scale)).map(Some),
        };
        out.push((row.get(0).to_owned(), Word { modal, icd: band(2, ICD)?, phia: band(3, PHIA)? }));
    }
    Ok(out)
}

fn numbers(shelf: &Shelf) -> Result<Numbers, LexiconError> {
    let file: NumbersFile = shelf.toml(NUMBERS)?;
    let mut patterns = Vec::new();
    for p in file.pattern {
        let regex = Regex::new(&format!("(?i){}", p.regex))
            .map_err(|e| LexiconError::new(NUMBERS, 0, format!("a pattern does not compile: {e}")))?;
        patterns.push((regex, p.value));
    }
    Ok(Numbers { patterns, words: file.words })
}

#[cfg(test)]
mod tests {
    use crate::Lexicon;

    fn first(text: &str) -> (String, Option<(f64, f64)>, &'static str) {
        let lex = Lexicon::bundled().unwrap();
        let found = lex.likelihood.find(text).into_iter().next();
        found.map_or((String::new(), None, "nothing"), |f| (text[f.range].to_owned(), f.band, f.scale))
    }

    #[test]
    fn only_a_standards_own_words_have_a_range() {
        let band = |low, high| Some((low, high));
        for (text, words, range, scale) in [
            ("The truce will probably hold.", "probably", band(0.55, 0.80), "ICD 203"),
            ("A split is very unlikely before June.", "very unlikely", band(0.05, 0.20), "ICD 203"),
            ("There is a realistic possibility of rain.", "realistic possibility", band(0.40, 0.50), "PHIA 2025"),
            ("The dam will almost certainly fill.", "almost certainly", band(0.95, 0.99), "ICD 203"),
            ("That is highly likely.", "highly likely", band(0.80, 0.90), "PHIA 2025"),
            ("The odds of a deal are slight; a remote chance.", "remote chance", band(0.01, 0.05), "ICD 203"),
            ("It is not likely to pass.", "not likely", None, "unstated"),
            ("They are more likely than not to vote.", "more likely than not", None, "unstated"),
            ("The port might reopen.", "might", None, "unstated"),
            ("He comes in May.", "", None, "nothing"),
            ("A delegation visited the remote village.", "", None, "nothing"),
        ] {
            assert_eq!(first(text), (words.to_owned(), range, scale), "{text}");
        }
    }

    #[test]
    fn the_authors_own_number_wins() {
        for (text, words, low, high) in [
            ("We see a 60 percent chance of a deal, which is likely.", "60 percent chance", 0.6, 0.6),
            ("a 20-30% probability of default", "20-30% probability", 0.2, 0.3),
            ("The probability of a coup is about 15 per cent.", "15 per cent", 0.15, 0.15),
            ("unlikely (under 20 per cent)", "under 20 per cent", 0.0, 0.2),
            ("The chances are one in three.", "one in three", 1.0 / 3.0, 1.0 / 3.0),
            ("It is 60-40 that they will go.", "60-40", 0.6, 0.6),
            ("a fifty-fifty call", "fifty-fifty", 0.5, 0.5),
        ] {
            assert_eq!(first(text), (words.to_owned(), Some((low, high)), "author"), "{text}");
        }
        for text in ["One in three villages has no well.", "Output fell 60 percent.", "They won 61-38."] {
            assert_eq!(first(text).2, "nothing", "{text}");
        }
    }

    #[test]
    fn a_probability_on_a_border_is_in_the_upper_band() {
        let lex = Lexicon::bundled().unwrap();
        for (p, words) in [(0.20, Some("unlikely")), (0.55, Some("likely")), (0.99, Some("almost certain")), (0.999, None)] {
            assert_eq!(lex.likelihood.words_for(p, "ICD 203"), words, "{p}");
        }
        assert_eq!(lex.likelihood.words_for(0.22, "PHIA 2025"), None, "PHIA's gaps are meant");
        assert_eq!(lex.likelihood.band("Likely", "PHIA 2025"), Some((0.55, 0.75)));
        assert_eq!(lex.likelihood.band("likely", "Kesselman 2008"), Some((0.56, 0.70)));
    }
}
