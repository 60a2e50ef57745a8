//! The public sets: how each is read, what the model is asked for it, how the answers are counted.

mod gum;
mod muc4;
mod polnear;
mod shared;
mod texts;
mod tokens;

use khabar_encoder::Model;
use khabar_lexicon::Lexicon;
use khabar_model::Span;
use serde::de::DeserializeOwned;

use crate::error::{BenchError, File};
use crate::folder::Part;
pub(crate) use shared::SHARED;
use std::ops::Range;

/// A figure of a set: what was measured and the value.
pub(crate) type Figure = (String, f64);

/// What measuring a set needs.
pub(crate) struct Means<'a> {
    pub model: &'a Model,
    pub lexicon: &'a Lexicon,
}

/// Number of items and figures; no figures where the model lacks the set's heads.
pub(crate) struct Measured {
    pub items: usize,
    pub figures: Option<Vec<Figure>>,
}

/// A public set.
pub struct Set {
    /// The beginning of its files' names.
    pub name: &'static str,
    /// The end of its files' names.
    pub ending: &'static str,
    /// What its items are and how exactly they are measured.
    pub note: &'static str,
    measure: fn(&Means, &Part, &File) -> Result<Measured, BenchError>,
}

impl Set {
    pub(crate) fn measure(&self, means: &Means, part: &Part, file: &File) -> Result<Measured, BenchError> {
        (self.measure)(means, part, file)
    }
}

/// In the order of the table.
pub const SETS: &[Set] = &[
    Set {
        name: "cameo_roles",
        ending: "jsonl",
        note: "sentences; entity F1 as seqeval counts it: same first and last token and same type",
        measure: tokens::cameo_roles,
    },
    Set { name: "cameo_quad", ending: "jsonl", note: "sentences; mean F1 of the classes that occur in gold", measure: texts::cameo_quad },
    Set {
        name: "plv",
        ending: "jsonl",
        note: "sentences with the source between @ and the target between #; mean F1 of the classes that occur in gold",
        measure: texts::plv,
    },
    Set {
        name: "re3d",
        ending: "jsonl",
        note: "sentences; entity F1 as seqeval counts it: same first and last token and same type",
        measure: tokens::re3d,
    },
    Set {
        name: "polnear",
        ending: "jsonl",
        note: "articles, read in windows of whole sentences under 1,000 characters; gold is every distinct span of the article, \
               also one that crosses a window; a span is right if both ends are",
        measure: polnear::measure,
    },
    Set {
        name: "muc4",
        ending: "jsonl",
        note: "messages; CEAF-REE: the wordings found for a role are grouped into fillers (one contains the other's words), each \
               stands for itself by its surest wording, and is right if gold has that wording for the filler it is assigned to; \
               case, articles and punctuation do not count. The published figure is for whole templates, which these files do not \
               have: the two are not the same measure",
        measure: muc4::measure,
    },
    Set {
        name: "gum",
        ending: "conllu",
        note: "documents with their gold sentences; mentions found by the model, entities of one mention count; mean of MUC, B³ \
               and CEAFe F1 over all documents",
        measure: gum::measure,
    },
];

/// One JSON object a line.
pub(crate) fn rows<T: DeserializeOwned>(file: &File) -> Result<Vec<T>, BenchError> {
    let mut out = Vec::new();
    for (n, line) in file.text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let row = serde_json::from_str(line).map_err(|e| file.malformed(n + 1, plain(&e)))?;
        out.push(row);
    }
    if out.is_empty() { Err(file.empty()) } else { Ok(out) }
}

/// What is wrong with a line of JSON; serde's own "line 1" is of no use.
fn plain(error: &serde_json::Error) -> String {
    let words = error.to_string();
    match words.split_once(" at line ") {
        Some((what, _)) => format!("{what} (column {})", error.column()),
        None => words,
    }
}

/// Sentences of a text as the reader cuts them.
pub(crate) fn sentences(text: &str, lexicon: &Lexicon) -> Vec<Range<usize>> {
    let (blocks, _) = khabar_reader::blocks::blocks(text, &[], lexicon);
    let sentences = khabar_reader::sentences::sentences(text, &blocks, lexicon);
    sentences
        .into_iter()
        .map(|s| {
            let Span { start, end } = s.span;
            start..end
        })
        .collect()
}

/// Runs of sentences, each shorter than `room` code points as long as it has more than one sentence.
pub(crate) fn windows(text: &str, sentences: &[Range<usize>], room: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for s in sentences {
        match out.last_mut() {
            Some(window) if text[window.start..s.end].chars().count() < room => window.end = s.end,
            _ => out.push(s.clone()),
        }
    }
    out
}

/// Byte offset of each code point, and of the end.
pub(crate) fn char_offsets(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

/// First and last of `tokens` (byte ranges in order) that a byte range touches.
pub(crate) fn tokens_of(tokens: &[Range<usize>], bytes: &Range<usize>) -> Option<(usize, usize)> {
    let first = tokens.partition_point(|t| t.end <= bytes.start);
    let behind = tokens.partition_point(|t| t.start < bytes.end);
    (first < behind).then(|| (first, behind - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_whole_sentences_under_the_room() {
        let text = "Añb. Cd. Ef. A long one here. X.";
        let ends = [4, 8, 12, 29, 32];
        let chars = char_offsets(text);
        let starts = [0, 5, 9, 13, 30];
        let sentences: Vec<Range<usize>> = starts.iter().zip(ends).map(|(&a, b)| chars[a]..chars[b]).collect();
        let found: Vec<&str> = windows(text, &sentences, 13).into_iter().map(|w| &text[w]).collect();
        assert_eq!(found, ["Añb. Cd. Ef.", "A long one here.", "X."]);
    }

    #[test]
    fn a_byte_range_touches_tokens() {
        let tokens = [0..2, 3..6, 6..8];
        assert_eq!(tokens_of(&tokens, &(3..7)), Some((1, 2)));
        assert_eq!(tokens_of(&tokens, &(2..3)), None);
        assert_eq!(tokens_of(&tokens, &(0..3)), Some((0, 0)));
    }
}
