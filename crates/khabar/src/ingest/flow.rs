//! The text of a rich format as it grows: paragraphs one blank line apart, hints where the container knows the kind.

use khabar_model::{BlockKind, Hint, Source, Span};

/// A text under construction.
#[derive(Debug, Default)]
pub struct Flow {
    text: String,
    hints: Vec<Hint>,
    last: Option<Piece>,
}

/// What a stretch of text is to its container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A paragraph of a kind that the reader finds out.
    Words,
    /// One item of a list: gets its bullet here.
    Bullet,
    /// One row of a table.
    Row,
    /// A stretch whose kind the container states.
    Known(BlockKind),
}

impl Flow {
    /// Adds a stretch. White space is tidied (line breaks inside `words` stay); nothing but white space adds nothing.
    pub fn push(&mut self, piece: Piece, words: &str) {
        let words = tidy(words);
        if words.is_empty() {
            return;
        }
        let close = matches!(piece, Piece::Bullet | Piece::Row) && self.last == Some(piece);
        if self.last.is_some() {
            self.text.push_str(if close { "\n" } else { "\n\n" });
        }
        let start = self.text.len();
        if piece == Piece::Bullet {
            self.text.push_str("• ");
        }
        self.text.push_str(&words);
        let kind = match piece {
            Piece::Words => None,
            // A border only: rows are not lines of one paragraph.
            Piece::Row => Some(BlockKind::Paragraph),
            Piece::Bullet => Some(BlockKind::Bullet),
            Piece::Known(kind) => Some(kind),
        };
        if let Some(kind) = kind {
            self.hints.push(Hint { span: Span::new(start, self.text.len()), kind });
        }
        self.last = Some(piece);
    }

    /// Puts the headline before everything else, unless the text begins with it already.
    pub fn headline(&mut self, title: &str) {
        let title = tidy(title).replace('\n', " ");
        if title.is_empty() {
            return;
        }
        let first = self.text.split("\n\n").next().unwrap_or("").len();
        if same_words(&self.text[..first], &title) {
            self.hints.retain(|h| h.span.start > 0);
            self.hints.insert(0, Hint { span: Span::new(0, first), kind: BlockKind::Headline });
            return;
        }
        let shift = title.len() + if self.text.is_empty() { 0 } else { 2 };
        for hint in &mut self.hints {
            hint.span = Span::new(hint.span.start + shift, hint.span.end + shift);
        }
        self.hints.insert(0, Hint { span: Span::new(0, title.len()), kind: BlockKind::Headline });
        self.text = if self.text.is_empty() { title } else { format!("{title}\n\n{}", self.text) };
        self.last = self.last.or(Some(Piece::Known(BlockKind::Headline)));
    }

    pub fn text(&self) -> &str {
        &self.text
    }
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
    /// The finished text as a source; its facts are still to be set.
    pub fn source(self, path: &str) -> Source {
        let mut source = Source::new(path, self.text);
        source.hints = self.hints;
        source
    }
}

/// White space as one space, line breaks kept, empty lines and invisible characters gone.
pub fn tidy(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for line in words.lines() {
        let mut first = true;
        for word in line.split(char::is_whitespace) {
            let start = out.len();
            let gap = if !first {
                " "
            } else if out.is_empty() {
                ""
            } else {
                "\n"
            };
            out.push_str(gap);
            let before = out.len();
            out.extend(word.chars().filter(|c| !invisible(*c)));
            if out.len() == before {
                out.truncate(start);
            } else {
                first = false;
            }
        }
    }
    out
}

/// Zero-width space, byte-order mark, soft hyphen, word joiner, controls.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}') || (c.is_control() && !c.is_whitespace())
}

/// Do two lines hold the same letters and digits, whatever the case and punctuation?
pub fn same_words(a: &str, b: &str) -> bool {
    let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (a, b) = (letters(a), letters(b));
    !a.is_empty() && a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_stand_a_blank_line_apart_and_hints_point_at_them() {
        let mut flow = Flow::default();
        flow.push(Piece::Words, "  One\u{a0}two \n three\u{ad}fold  ");
        flow.push(Piece::Known(BlockKind::Heading), "Outlook");
        flow.push(Piece::Bullet, "first");
        flow.push(Piece::Bullet, "second");
        flow.push(Piece::Words, "\n \u{200b}\n");
        flow.push(Piece::Words, "End.");
        flow.headline("The title");
        let source = flow.source("x");
        assert_eq!(&*source.text, "The title\n\nOne two\nthreefold\n\nOutlook\n\n• first\n• second\n\nEnd.");
        let hints: Vec<_> = source.hints.iter().map(|h| (h.span.of(&source.text), h.kind.as_str())).collect();
        assert_eq!(hints, [("The title", "headline"), ("Outlook", "heading"), ("• first", "bullet"), ("• second", "bullet")]);
    }

    #[test]
    fn a_headline_that_is_there_already_is_not_repeated() {
        let mut flow = Flow::default();
        flow.push(Piece::Known(BlockKind::Heading), "Truce “holds”");
        flow.push(Piece::Words, "Body.");
        flow.headline("Truce \"holds\"");
        let source = flow.source("x");
        assert_eq!(&*source.text, "Truce “holds”\n\nBody.");
        assert_eq!(source.hints.len(), 1);
        assert_eq!(source.hints[0].kind, BlockKind::Headline);
    }
}
