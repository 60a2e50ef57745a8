//! From lines to paragraphs: by spacing, indents, short last lines, bullets and type size; hyphenated words are joined.

use super::flow::{Flow, Piece};
use super::layout::{Column, Line};
use khabar_model::BlockKind;
use std::collections::BTreeSet;

/// Marks that begin a list item.
const BULLETS: &[char] = &['•', '‣', '▪', '●', '◦', '■', '□', '∙', '·', '\u{f0b7}', '\u{f0a7}', '➢', '✓'];

/// Lines that belong together.
#[derive(Debug, Default)]
struct Paragraph {
    words: String,
    size: f64,
    bullet: bool,
    page: usize,
    last: Option<Line>,
}

/// Measures of the document's running text.
struct Measure {
    /// The size of most characters.
    body: f64,
    /// The usual distance of two lines of that size.
    pitch: f64,
    /// Words as they stand unbroken, in lower case, with their hyphens.
    known: BTreeSet<String>,
}

/// The text with hints, and the headline if the type shows one.
pub fn flow(columns: &[Column]) -> (Flow, Option<String>) {
    let measure = measure(columns);
    let mut done: Vec<Paragraph> = Vec::new();
    for column in columns {
        let right = column.lines.iter().fold(f64::MIN, |x, l| x.max(l.x1));
        let left = column.lines.iter().fold(f64::MAX, |x, l| x.min(l.x0));
        for (i, line) in column.lines.iter().enumerate() {
            let joined = done.last_mut().is_some_and(|p| {
                let fresh = i == 0;
                let joins = if fresh { runs_on(p, line, &measure) } else { same(p, line, left, right, &measure) };
                joins && {
                    p.append(line, &measure);
                    true
                }
            });
            if !joined {
                done.push(Paragraph::begin(column.page, line));
            }
        }
    }
    written(done, &measure)
}

fn measure(columns: &[Column]) -> Measure {
    let lines = || columns.iter().flat_map(|c| c.lines.iter());
    let mut sizes: Vec<(i64, usize)> = lines().map(|l| ((l.size * 10.0).round() as i64, l.text.len())).collect();
    sizes.sort();
    let half: usize = sizes.iter().map(|(_, n)| n).sum::<usize>() / 2;
    let mut passed = 0;
    let middle = sizes.iter().find(|(_, n)| {
        passed += n;
        passed > half
    });
    let body = middle.map_or(10.0, |(size, _)| *size as f64 / 10.0);
    let mut gaps: Vec<f64> = columns
        .iter()
        .flat_map(|c| c.lines.windows(2))
        .filter(|pair| pair.iter().all(|l| (l.size - body).abs() < 0.5))
        .map(|pair| pair[0].y - pair[1].y)
        .filter(|gap| *gap > 0.7 * body && *gap < 3.0 * body)
        .collect();
    gaps.sort_by(f64::total_cmp);
    // The lower third: documents of one-line paragraphs have more wide gaps than narrow ones.
    let pitch = gaps.get(gaps.len() / 3).copied().unwrap_or(1.2 * body);
    let words = lines().flat_map(|l| {
        let all: Vec<&str> = l.text.split_whitespace().collect();
        let inner = all.len().saturating_sub(1);
        all.into_iter().take(inner).map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()).collect::<Vec<_>>()
    });
    Measure { body, pitch, known: words.collect() }
}

/// Does the first line of a column or page go on with the paragraph before it?
fn runs_on(p: &Paragraph, line: &Line, measure: &Measure) -> bool {
    let open = !p.words.trim_end().ends_with(['.', '!', '?', ':', '”', '"', '…']);
    let lower = line.text.starts_with(|c: char| c.is_lowercase() || c.is_numeric());
    let alike = (p.size - line.size).abs() <= 0.12 * p.size;
    alike
        && p.size <= 1.12 * measure.body
        && !starts_item(&line.text)
        && (p.words.ends_with('-') || (open && lower) || (open && p.words.len() > 200))
}

/// Does a line of the same column belong to the paragraph before it?
fn same(p: &Paragraph, line: &Line, left: f64, right: f64, measure: &Measure) -> bool {
    let Some(last) = &p.last else { return false };
    let drop = last.y - line.y;
    if drop.abs() < 0.4 * last.size {
        return true;
    }
    let pitch = measure.pitch.max(1.05 * line.size) * if line.size > 1.12 * measure.body { 1.25 } else { 1.0 };
    let resized = (last.size - line.size).abs() > 0.12 * p.size;
    if resized || drop < 0.0 || drop > 1.3 * pitch || starts_item(&line.text) {
        return false;
    }
    let indented = line.x0 > last.x0 + 0.8 * line.size && line.x0 > left + 0.8 * line.size;
    let ended = p.words.trim_end().ends_with(['.', '!', '?', ':', '”', '"']);
    let short = last.x1 < right - 0.25 * (right - left);
    let back_out = p.bullet && line.x0 < last.x0 - 0.5 * line.size && ended;
    let begins = (indented && !p.bullet) || (short && ended) || back_out;
    !begins
}

/// A bullet, a dash with a space, or "1." and its like.
fn starts_item(text: &str) -> bool {
    let number = text
        .split_once(['.', ')'])
        .is_some_and(|(n, rest)| n.len() <= 2 && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(' '));
    bulleted(text).is_some() || number
}

/// The words after a bullet.
fn bulleted(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(BULLETS).or_else(|| text.strip_prefix("- ").or_else(|| text.strip_prefix("– ")))?;
    Some(rest.trim_start())
}

impl Paragraph {
    fn begin(page: usize, line: &Line) -> Paragraph {
        let item = bulleted(&line.text);
        Paragraph { words: item.unwrap_or(&line.text).to_string(), size: line.size, bullet: item.is_some(), page, last: Some(line.clone()) }
    }

    fn append(&mut self, line: &Line, measure: &Measure) {
        let beside = self.last.as_ref().is_some_and(|l| (l.y - line.y).abs() < 0.4 * l.size);
        if beside && !self.words.is_empty() && line.x0 > self.last.as_ref().map_or(f64::MAX, |l| l.x1) {
            self.words.push_str(" | ");
            self.words.push_str(&line.text);
        } else {
            join(&mut self.words, &line.text, &measure.known);
        }
        self.last = Some(line.clone());
    }
}

/// Adds a line to the words before it. "nego-" + "tiations" is one word, unless the text has it with its hyphen elsewhere
/// or the part before the hyphen is an acronym or a number ("US-" + "led").
fn join(words: &mut String, line: &str, known: &BTreeSet<String>) {
    if words.is_empty() {
        return words.push_str(line);
    }
    let broken = words.ends_with('-') && line.starts_with(char::is_lowercase) && !words.ends_with(" -");
    if !broken {
        if !words.ends_with('-') || words.ends_with(" -") {
            words.push(' ');
        }
        return words.push_str(line);
    }
    let head = words.trim_end_matches('-').rsplit(|c: char| c.is_whitespace() || "(“\"".contains(c)).next().unwrap_or("").to_lowercase();
    let tail: String = line.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect::<String>().to_lowercase();
    let before = words.trim_end_matches('-').chars().last();
    let acronym = before.is_none_or(|c| c.is_uppercase() || c.is_numeric());
    let keeps = acronym || (known.contains(&format!("{head}-{tail}")) && !known.contains(&format!("{head}{tail}")));
    if !keeps {
        words.pop();
    }
    words.push_str(line);
}

/// Sizes above the running text make headings; the largest near the top of the first page is the headline.
fn written(paragraphs: Vec<Paragraph>, measure: &Measure) -> (Flow, Option<String>) {
    let first = paragraphs.iter().take_while(|p| p.page == 0).take(6);
    let largest = first.filter(|p| p.size > 1.25 * measure.body && p.words.len() < 250).map(|p| p.size).fold(0.0, f64::max);
    let mut flow = Flow::default();
    let mut headline = None;
    for p in paragraphs {
        let piece = match () {
            _ if p.bullet => Piece::Bullet,
            _ if p.page == 0 && headline.is_none() && largest > 0.0 && p.size == largest => Piece::Known(BlockKind::Headline),
            _ if p.size > 1.12 * measure.body && p.words.len() < 200 => Piece::Known(BlockKind::Heading),
            _ => Piece::Words,
        };
        if piece == Piece::Known(BlockKind::Headline) {
            headline = Some(p.words.clone());
        }
        flow.push(piece, &p.words);
    }
    (flow, headline)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_at_line_ends_go_where_the_word_has_none() {
        let known: BTreeSet<String> = ["long-term".to_string(), "north-east".to_string()].into();
        for (before, after, want) in [
            ("the nego-", "tiations went", "the negotiations went"),
            ("a long-", "term plan", "a long-term plan"),
            ("the US-", "led force", "the US-led force"),
            ("in 2020-", "21 they", "in 2020-21 they"),
            ("a pause -", "then more", "a pause - then more"),
            ("Saint-", "Denis fell", "Saint-Denis fell"),
            ("two", "words", "two words"),
        ] {
            let mut words = before.to_string();
            join(&mut words, after, &known);
            assert_eq!(words, want);
        }
    }
}
