//! Lines of a text joined to units: what the author wrote as one paragraph, bullet or heading.
//!
//! Three habits are told apart: one paragraph a line, blank lines between, and lines broken at a fixed width.

use khabar_lexicon::Lexicon;
use khabar_lexicon::layout::Layout;
use khabar_model::{BlockKind, Hint, Span};

use super::speakers;
use super::words;

/// One or more lines that belong together, without white space at the ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    pub span: Span,
    /// What the container says; a hinted paragraph is only a border.
    pub hint: Option<BlockKind>,
}

#[derive(Debug, Clone, Copy)]
struct Line {
    span: Span,
    /// Characters before the first word.
    indent: usize,
    /// Characters, with the indent.
    width: usize,
    /// Is the line before empty, or the start of the text?
    after_blank: bool,
    /// Never joined to the line before (a border of a hint).
    hard: bool,
    hint: Option<BlockKind>,
}

/// Lines wider than this are not lines broken at a width.
const WIDEST: usize = 130;
/// A line shorter than this is no broken paragraph.
const LONG: usize = 40;

/// All units of the text, in order.
pub(crate) fn units(text: &str, hints: &[Hint], lex: &Lexicon) -> Vec<Unit> {
    let lines = lines(text, &usable(text, hints));
    let joiner = Joiner::new(text, &lines, &lex.layout);
    let mut units: Vec<Unit> = Vec::new();
    let mut first = None;
    let mut last: Option<Line> = None;
    for line in lines {
        let joined = match (units.last(), last, first) {
            (Some(unit), Some(before), Some(first)) => joiner.joins(unit, first, before, line),
            _ => false,
        };
        match units.last_mut() {
            Some(unit) if joined => unit.span.end = line.span.end,
            _ => {
                units.push(Unit { span: line.span, hint: line.hint });
                first = Some(line);
            }
        }
        last = Some(line);
    }
    units
}

/// Hints that lie in the text, rise, and hold words.
fn usable(text: &str, hints: &[Hint]) -> Vec<Hint> {
    let mut end = 0;
    let mut good = Vec::new();
    for hint in hints {
        let span = hint.span.trimmed(text);
        if !span.of(text).is_empty() && span.start >= end && text.is_char_boundary(span.start) {
            end = span.end;
            good.push(Hint { span, kind: hint.kind });
        }
    }
    good
}

/// Cuts the text at line ends and at the borders of hints; a hinted stretch other than a paragraph stays whole.
fn lines(text: &str, hints: &[Hint]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    for hint in hints {
        push_lines(text, Span::new(at, hint.span.start), None, &mut lines);
        if hint.kind == BlockKind::Paragraph {
            push_lines(text, hint.span, Some(hint.kind), &mut lines);
        } else {
            let width = hint.span.of(text).chars().count();
            lines.push(Line { span: hint.span, indent: 0, width, after_blank: true, hard: true, hint: Some(hint.kind) });
        }
        at = hint.span.end;
    }
    push_lines(text, Span::new(at, text.len()), None, &mut lines);
    lines
}

fn push_lines(text: &str, span: Span, hint: Option<BlockKind>, lines: &mut Vec<Line>) {
    let mut at = span.start;
    let mut blank = true;
    let mut hard = true;
    for piece in span.of(text).split_inclusive(is_break) {
        let whole = Span::new(at, at + piece.len());
        at = whole.end;
        let trimmed = whole.trimmed(text);
        if trimmed.is_empty() {
            // "\r\n" gives an empty piece for its second half: that is no blank line.
            blank |= piece != "\n" || !text[..whole.start].ends_with('\r');
            continue;
        }
        let indent = text[whole.start..trimmed.start].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let width = indent + trimmed.of(text).chars().count();
        lines.push(Line { span: trimmed, indent, width, after_blank: blank, hard, hint });
        blank = false;
        hard = false;
    }
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{0c}' | '\u{85}')
}

/// Decides whether a line goes on with the unit before it.
struct Joiner<'a> {
    text: &'a str,
    layout: &'a Layout,
    /// The width at which lines were broken, if they were.
    width: Option<usize>,
    /// Does the text break a paragraph at blank lines somewhere beyond doubt?
    broken: bool,
}

impl<'a> Joiner<'a> {
    fn new(text: &'a str, lines: &[Line], layout: &'a Layout) -> Joiner<'a> {
        let mut joiner = Joiner { text, layout, width: wrapped(text, lines), broken: false };
        joiner.broken = lines.windows(2).any(|w| w[1].after_blank && !w[1].hard && joiner.goes_on_lower(w[0], w[1]));
        joiner
    }

    fn joins(&self, unit: &Unit, first: Line, before: Line, line: Line) -> bool {
        if line.hard || (unit.hint.is_some() && line.hint != unit.hint) {
            return false;
        }
        let (above, words) = (before.span.of(self.text), line.span.of(self.text));
        if words::bullet(words).is_some() || speakers::label(words, self.layout).is_some_and(|l| l.alone || ends_whole(above)) {
            return false;
        }
        if speakers::label(unit.span.of(self.text), self.layout).is_some_and(|l| l.alone) {
            return false;
        }
        if line.after_blank { self.over_blank(unit, before, line) } else { self.over_break(unit, first, before, line) }
    }

    /// A line end without a blank line: a paragraph of its own, or a line broken at a width.
    fn over_break(&self, unit: &Unit, first: Line, before: Line, line: Line) -> bool {
        let Some(width) = self.width else { return self.goes_on_lower(before, line) };
        if words::bullet(unit.span.of(self.text)).is_some() && line.indent > first.indent {
            return true;
        }
        if line.indent > before.indent + 1 && ends_whole(before.span.of(self.text)) {
            return false;
        }
        let word = words::first(line.span.of(self.text)).map_or(0, |w| w.chars().count());
        let forced = before.width + 1 + word > width * 9 / 10;
        forced || (words::starts_lower(line.span.of(self.text)) && !ends_whole(before.span.of(self.text)))
    }

    /// A blank line: the end of a paragraph, unless a page break fell into it.
    fn over_blank(&self, unit: &Unit, before: Line, line: Line) -> bool {
        if self.goes_on_lower(before, line) {
            return true;
        }
        let (whole, next) = (unit.span.of(self.text), line.span.of(self.text));
        let last = whole.split_whitespace().next_back().unwrap_or("");
        let open = self.layout.is_cue("open", &last.to_lowercase());
        before.width >= LONG
            && unfinished(whole)
            && (open || (self.broken && has_full_sentence(whole)))
            && !last.contains(['@', '/', ':'])
            && next.chars().count() > 20
            && ends_whole(next)
    }

    /// Does the line before stop in mid-sentence and this one go on in lower case?
    fn goes_on_lower(&self, before: Line, line: Line) -> bool {
        let above = before.span.of(self.text);
        before.width >= LONG && unfinished(above) && words::starts_lower(line.span.of(self.text))
    }
}

/// The width at which lines were broken: most of them are about as long, and many start in lower case.
fn wrapped(text: &str, lines: &[Line]) -> Option<usize> {
    let pairs: Vec<&[Line]> = lines.windows(2).filter(|w| !w[1].after_blank && !w[1].hard).collect();
    let lower = pairs.iter().filter(|w| words::starts_lower(w[1].span.of(text))).count();
    if pairs.len() < 2 || lower * 10 < pairs.len() * 3 {
        return None;
    }
    let mut widths: Vec<usize> = lines.iter().map(|l| l.width).collect();
    widths.sort_unstable();
    let width = widths[(widths.len() - 1) * 19 / 20];
    let full = pairs.iter().filter(|w| w[0].width * 4 >= width * 3).count();
    ((30..=WIDEST).contains(&width) && full * 2 >= pairs.len()).then_some(width)
}

/// Does the text end as a sentence, list item or label ends?
fn ends_whole(text: &str) -> bool {
    !unfinished(text)
}

fn unfinished(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '-' | '–' | '—' | '\'' | '’'))
}

/// Does a sentence end inside, with another one begun after it?
fn has_full_sentence(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let long = word.trim_end_matches(['"', '”', '’', ')']);
        let ends = long.ends_with(['.', '?', '!']) && long.chars().count() > 4 && !long[..long.len() - 1].contains('.');
        if ends && words.peek().is_some_and(|w| w.starts_with(char::is_uppercase)) {
            return true;
        }
    }
    false
}
