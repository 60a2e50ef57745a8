//! Positions in a text: bytes inside the reading rooms, code points in records.

use serde::{Deserialize, Serialize};

/// A half-open byte range of a source's text; both ends lie on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// The range `start..end`; swapped ends are put in order, so a span is never negative.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start.min(end), end: start.max(end) }
    }
    pub fn len(self) -> usize {
        self.end - self.start
    }
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
    /// Bytes that both spans cover.
    pub fn overlap(self, other: Span) -> usize {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// Does `at` lie inside?
    pub fn holds(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }
    /// The words under the span; empty where the span is not of this text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }
    /// The span without white space at its ends.
    pub fn trimmed(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        Span { start, end: (start + words.trim().len()).max(start) }
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(r: std::ops::Range<usize>) -> Span {
        Span::new(r.start, r.end)
    }
}

/// A half-open range of Unicode code points; written in JSON as `[start, end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(usize, usize)", into = "(usize, usize)")]
pub struct Chars {
    pub start: usize,
    pub end: usize,
}

impl From<(usize, usize)> for Chars {
    fn from((start, end): (usize, usize)) -> Chars {
        Chars { start, end }
    }
}

impl From<Chars> for (usize, usize) {
    fn from(c: Chars) -> (usize, usize) {
        (c.start, c.end)
    }
}

/// Every how many bytes [`CharIndex`] remembers a count.
const STEP: usize = 256;

/// Converts between bytes and code points of one text.
#[derive(Debug, Clone, Default)]
pub struct CharIndex {
    /// code points before byte `i * STEP` (counting characters that start before it)
    counts: Vec<usize>,
}

impl CharIndex {
    pub fn new(text: &str) -> CharIndex {
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut chars = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % STEP == 0 {
                counts.push(chars);
            }
            chars += usize::from(is_start(byte));
        }
        CharIndex { counts }
    }
    /// Code points before byte `at` of `text`, the text that the index was made from.
    pub fn chars_before(&self, text: &str, at: usize) -> usize {
        let at = at.min(text.len());
        let Some(&base) = self.counts.get(at / STEP) else {
            return text.bytes().filter(|&b| is_start(b)).count();
        };
        base + text.as_bytes()[at / STEP * STEP..at].iter().filter(|&&b| is_start(b)).count()
    }
    pub fn chars(&self, text: &str, span: Span) -> Chars {
        Chars { start: self.chars_before(text, span.start), end: self.chars_before(text, span.end) }
    }
    /// The bytes of a code-point range.
    pub fn span(&self, text: &str, chars: Chars) -> Span {
        Span::new(self.byte_of(text, chars.start), self.byte_of(text, chars.end))
    }
    fn byte_of(&self, text: &str, nth: usize) -> usize {
        let block = self.counts.partition_point(|&c| c <= nth).saturating_sub(1);
        let Some(&base) = self.counts.get(block) else { return 0 };
        let mut left = nth - base;
        for (at, byte) in text.bytes().enumerate().skip(block * STEP) {
            if is_start(byte) {
                if left == 0 {
                    return at;
                }
                left -= 1;
            }
        }
        text.len()
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_code_points_convert_both_ways() {
        let text = "“Žižek’s” — بغداد 🙂 ".repeat(40);
        let index = CharIndex::new(&text);
        for (n, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(index.chars_before(&text, at), n);
            assert_eq!(index.byte_of(&text, n), at);
        }
        assert_eq!(index.byte_of(&text, usize::MAX), text.len());
        assert_eq!(index.chars_before(&text, text.len()), text.chars().count());
    }

    #[test]
    fn a_span_trims_and_never_turns_negative() {
        assert_eq!(Span::new(0, 5).trimmed("  a  "), Span::new(2, 3));
        assert_eq!(Span::new(5, 1), Span::new(1, 5));
        assert_eq!(Span::new(0, 3).trimmed("   ").len(), 0);
        assert_eq!(Span::new(7, 9).of("short"), "");
    }
}
