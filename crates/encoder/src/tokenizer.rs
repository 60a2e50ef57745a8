//! Words and word pieces (BERT, uncased) with byte offsets into the original text.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_general_category::{GeneralCategory as G, get_general_category};
use unicode_normalization::char::decompose_canonical;

use crate::config::Sizes;
use crate::error::ModelError;
use crate::shape::shape_id;

/// A text cut into pieces. Piece 0 is the start mark and the last piece the end mark; neither has an offset.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    pub ids: Vec<u32>,
    pub shapes: Vec<u8>,
    /// Byte range of each piece but the two marks: `offsets[i]` belongs to piece `i + 1`.
    pub offsets: Vec<Range<usize>>,
    /// First piece of each word.
    pub words: Vec<usize>,
    /// Whether the text was longer than the model takes.
    pub truncated: bool,
}

impl Pieces {
    /// Last piece of a word.
    pub(crate) fn word_end(&self, word: usize) -> usize {
        self.words.get(word + 1).map_or(self.ids.len() - 1, |&next| next) - 1
    }

    /// Byte range of the pieces `first` to `last`.
    pub(crate) fn bytes(&self, first: usize, last: usize) -> Range<usize> {
        self.offsets[first - 1].start..self.offsets[last - 1].end
    }

    /// First and last piece of the whole words that a byte range touches.
    pub(crate) fn around(&self, range: &Range<usize>) -> Option<(usize, usize)> {
        let first = self.offsets.partition_point(|o| o.end <= range.start);
        let behind = self.offsets.partition_point(|o| o.start < range.end);
        if first >= behind {
            return None;
        }
        let word_of = |piece: usize| self.words.partition_point(|&w| w <= piece).saturating_sub(1);
        Some((self.words[word_of(first + 1)], self.word_end(word_of(behind))))
    }
}

/// The vocabulary: pieces that start a word, and pieces that go on with one.
pub(crate) struct Tokenizer {
    starts: BTreeMap<String, u32>,
    inner: BTreeMap<String, u32>,
    cls: u32,
    sep: u32,
    unk: u32,
    max_word_chars: usize,
    max_pieces: usize,
}

/// A character of the normalised text with the bytes of the original it came from.
#[derive(Clone, Copy)]
struct Char {
    c: char,
    start: usize,
    end: usize,
}

impl Tokenizer {
    /// From `vocab.txt`: one piece a line, its number the line's.
    pub(crate) fn new(vocab: &str, sizes: &Sizes) -> Result<Self, ModelError> {
        let (mut starts, mut inner) = (BTreeMap::new(), BTreeMap::new());
        let mut count = 0;
        for (line, id) in vocab.lines().zip(0u32..) {
            match line.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => inner.insert(rest.to_owned(), id),
                _ => starts.insert(line.to_owned(), id),
            };
            count += 1;
        }
        if count != sizes.vocabulary {
            return Err(ModelError::Vocabulary { found: count, want: sizes.vocabulary });
        }
        Ok(Tokenizer {
            starts,
            inner,
            cls: sizes.cls,
            sep: sizes.sep,
            unk: sizes.unk,
            max_word_chars: sizes.max_word_chars,
            max_pieces: sizes.max_pieces,
        })
    }

    /// Number of pieces of a text, without the two marks and without a limit.
    pub(crate) fn count(&self, text: &str) -> usize {
        let mut count = 0;
        each_word(text, |word| {
            self.cut(word, |_, _| count += 1);
            true
        });
        count
    }

    /// Pieces of a text, at most as many as the model takes.
    pub(crate) fn pieces(&self, text: &str) -> Pieces {
        let room = self.max_pieces - 2;
        let mut out = Pieces { ids: vec![self.cls], shapes: vec![0], ..Pieces::default() };
        each_word(text, |word| {
            let first = out.offsets.len();
            self.cut(word, |id, range| {
                out.ids.push(id);
                out.offsets.push(range);
            });
            out.truncated = out.offsets.len() > room;
            out.offsets.truncate(room);
            out.ids.truncate(room + 1);
            if out.offsets.len() > first {
                out.words.push(first + 1);
                let extent = out.offsets[first].start..out.offsets[out.offsets.len() - 1].end;
                let shape = shape_id(&text[extent]);
                out.shapes.push(shape + 10);
                out.shapes.resize(out.ids.len(), shape);
            }
            !out.truncated
        });
        out.ids.push(self.sep);
        out.shapes.push(0);
        out
    }

    /// Longest pieces first; a word that cannot be cut, or is too long, is one unknown piece.
    fn cut(&self, word: &[Char], mut emit: impl FnMut(u32, Range<usize>)) {
        let whole = word[0].start..word[word.len() - 1].end;
        if word.len() > self.max_word_chars {
            return emit(self.unk, whole);
        }
        let mut text = String::with_capacity(word.len() * 2);
        let mut ends = Vec::with_capacity(word.len() + 1);
        ends.push(0);
        for c in word {
            text.push(c.c);
            ends.push(text.len());
        }
        let mut found = Vec::new();
        let mut at = 0;
        while at < word.len() {
            let vocabulary = if at == 0 { &self.starts } else { &self.inner };
            let hit = (at + 1..=word.len()).rev().find_map(|end| vocabulary.get(&text[ends[at]..ends[end]]).map(|&id| (id, end)));
            let Some((id, end)) = hit else { return emit(self.unk, whole) };
            found.push((id, word[at].start..word[end - 1].end));
            at = end;
        }
        for (id, range) in found {
            emit(id, range);
        }
    }
}

/// Calls `word` with each word of the text (normalised) until it says stop.
fn each_word(text: &str, mut word: impl FnMut(&[Char]) -> bool) {
    let mut current: Vec<Char> = Vec::new();
    let mut flush = |current: &mut Vec<Char>| {
        let go_on = current.is_empty() || word(current);
        current.clear();
        go_on
    };
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        if is_dropped(c) {
            continue;
        }
        let alone = is_cjk(c);
        if (alone || is_space(c)) && !flush(&mut current) {
            return;
        }
        let mut going = true;
        each_plain(c, |c| {
            if !going || is_space(c) {
                going = going && flush(&mut current);
            } else if is_punctuation(c) {
                going = flush(&mut current);
                current.push(Char { c, start, end });
                going = going && flush(&mut current);
            } else {
                current.push(Char { c, start, end });
            }
        });
        if !going || (alone && !flush(&mut current)) {
            return;
        }
    }
    flush(&mut current);
}

/// The characters that a character becomes: decomposed, without accents, lower case.
fn each_plain(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        return emit(c.to_ascii_lowercase());
    }
    decompose_canonical(c, |d| {
        if get_general_category(d) != G::NonspacingMark {
            d.to_lowercase().for_each(&mut emit);
        }
    });
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Control, format and private characters, and the replacement character.
fn is_dropped(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
    }
    let other = matches!(get_general_category(c), G::Control | G::Format | G::PrivateUse | G::Surrogate);
    c == '\u{fffd}' || other
}

fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    matches!(
        get_general_category(c),
        G::ConnectorPunctuation
            | G::DashPunctuation
            | G::OpenPunctuation
            | G::ClosePunctuation
            | G::InitialPunctuation
            | G::FinalPunctuation
            | G::OtherPunctuation
    )
}

/// Ideographs that BERT reads one by one.
fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2b73f}'
        | '\u{2b740}'..='\u{2b81f}' | '\u{2b920}'..='\u{2ceaf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}
