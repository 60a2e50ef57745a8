//! From glyphs on pages to a text: lines, columns, running heads and feet dropped; paragraphs follow in `paragraphs`.

use super::flow::Flow;
use super::names::NAMES;
use super::paragraphs;
use std::collections::BTreeMap;

/// One glyph as drawn. Units are points; y grows upwards.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    /// The font's size as drawn.
    pub size: f64,
    /// Drawn sideways.
    pub turned: bool,
    pub text: String,
}

/// Glyphs of one baseline without a wide gap.
#[derive(Debug, Clone)]
pub struct Line {
    pub x0: f64,
    pub x1: f64,
    pub y: f64,
    pub size: f64,
    pub text: String,
}

/// Lines of one column of one page, in reading order.
#[derive(Debug, Clone, Default)]
pub struct Column {
    pub page: usize,
    pub lines: Vec<Line>,
}

/// The text of all pages, and the headline where the type of the first page shows one.
pub fn text(pages: &[Vec<Glyph>]) -> (Flow, Option<String>) {
    let mut pages: Vec<Vec<Line>> = pages.iter().map(|glyphs| lines(&upright(glyphs))).collect();
    drop_running(&mut pages);
    let columns = pages.into_iter().enumerate().flat_map(|(page, lines)| columns(page, lines)).collect::<Vec<_>>();
    paragraphs::flow(&columns)
}

/// Glyphs in the page's main direction, turned upright where most of them are sideways. Others are margin stamps.
fn upright(glyphs: &[Glyph]) -> Vec<Glyph> {
    let turned = glyphs.iter().filter(|g| g.turned).count() * 2 > glyphs.len();
    let turn = |g: &Glyph| if turned { Glyph { x: g.y, y: -g.x, ..g.clone() } } else { g.clone() };
    glyphs.iter().filter(|g| g.turned == turned && g.size > 0.0).map(turn).collect()
}

/// Joins glyphs in the order drawn; a gap of more than a sixth of the size is a space, of more than two sizes an end.
fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for glyph in glyphs {
        let text = spelled(&glyph.text);
        let end = glyph.x + glyph.width;
        match lines.last_mut() {
            Some(line) if continues(line, glyph) => {
                let gap = glyph.x - line.x1;
                if gap > 0.16 * line.size && !line.text.ends_with(' ') && !text.starts_with(' ') {
                    line.text.push(' ');
                }
                line.text.push_str(&text);
                line.x1 = line.x1.max(end);
                line.size = line.size.max(glyph.size);
            }
            _ if text.trim().is_empty() => {}
            _ => lines.push(Line { x0: glyph.x, x1: end, y: glyph.y, size: glyph.size, text }),
        }
    }
    let mut kept: Vec<Line> = Vec::new();
    for mut line in lines {
        line.text = super::flow::tidy(&line.text.replace('\n', " ")).to_string();
        let struck_twice = kept.last().is_some_and(|k| k.text == line.text && (k.x0 - line.x0).abs() < 1.0 && (k.y - line.y).abs() < 1.0);
        if !line.text.is_empty() && !struck_twice && !is_leader(&line.text) {
            kept.push(line);
        }
    }
    kept
}

fn continues(line: &Line, glyph: &Glyph) -> bool {
    let size = line.size.max(glyph.size);
    let gap = glyph.x - line.x1;
    (glyph.y - line.y).abs() < 0.5 * size && gap < 2.0 * size && gap > -0.6 * size
}

/// Ligatures as letters.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
            // A soft hyphen at a line's end is a hyphenation; `flow::tidy` would drop it unseen.
            '\u{ad}' => out.push('-'),
            c => out.push(c),
        }
    }
    out
}

/// Lines at the head or foot of pages: how many from either end are looked at.
const EDGE: usize = 3;

/// Drops lines near the top or bottom that come again in the same type on other pages (numbers aside), and page numbers.
fn drop_running(pages: &mut [Vec<Line>]) {
    let key = |line: &Line| {
        let digits = |c: char| if c.is_numeric() { '#' } else { c };
        let text: String = line.text.to_lowercase().chars().map(digits).collect::<String>().replace("##", "#").replace("##", "#");
        (text, (line.size * 2.0).round() as i64)
    };
    let mut seen: BTreeMap<(String, i64), usize> = BTreeMap::new();
    for page in pages.iter() {
        let mut here: Vec<_> = edges(page).into_iter().map(|i| key(&page[i])).collect();
        here.sort();
        here.dedup();
        here.into_iter().for_each(|k| *seen.entry(k).or_default() += 1);
    }
    let enough = (pages.len() / 3).max(2);
    for page in pages.iter_mut() {
        let gone: Vec<usize> = edges(page)
            .into_iter()
            .filter(|&i| is_page_number(&page[i].text) || seen.get(&key(&page[i])).is_some_and(|count| *count >= enough))
            .collect();
        let mut at = 0;
        page.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }
}

/// Indices of the lines nearest the top and the bottom of a page.
fn edges(page: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..page.len()).collect();
    order.sort_by(|a, b| page[*b].y.total_cmp(&page[*a].y));
    let bottom = order.len().saturating_sub(EDGE);
    order.iter().enumerate().filter(|(i, _)| *i < EDGE || *i >= bottom).map(|(_, index)| *index).collect()
}

/// A line of a table of contents: dots that lead to a page number. The headings themselves come later.
fn is_leader(text: &str) -> bool {
    let dots = text.trim_end_matches(|c: char| c.is_alphanumeric() || c.is_whitespace());
    let run = dots.chars().rev().take_while(|c| matches!(c, '.' | '·' | '…' | ' ')).filter(|c| *c != ' ').count();
    run >= 5 && dots.len() < text.len()
}

/// "12", "- 12 -", "Page 3 of 7", "3/7".
fn is_page_number(text: &str) -> bool {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let number = |w: &String| w.len() <= 4 && w.bytes().all(|b| b.is_ascii_digit());
    (1..=4).contains(&words.len())
        && words.iter().any(number)
        && words.iter().all(|w| number(w) || NAMES.page_number.words.contains(w))
        && text.len() < 20
        && !text.ends_with('.')
}

/// Splits a page at a gutter that nearly no line crosses; bands of full width stay in their place between.
fn columns(page: usize, lines: Vec<Line>) -> Vec<Column> {
    let Some(gutter) = gutter(&lines) else { return vec![Column { page, lines }] };
    let mut order = lines;
    order.sort_by(|a, b| b.y.total_cmp(&a.y));
    let (mut out, mut left, mut right) = (Vec::new(), Vec::new(), Vec::new());
    for line in order {
        if line.x1 <= gutter {
            left.push(line);
        } else if line.x0 >= gutter {
            right.push(line);
        } else {
            close_band(page, &mut left, &mut right, &mut out);
            match out.last_mut() {
                Some(Column { lines, .. }) if lines.iter().all(|l| l.x0 < gutter && l.x1 > gutter) => lines.push(line),
                _ => out.push(Column { page, lines: vec![line] }),
            }
        }
    }
    close_band(page, &mut left, &mut right, &mut out);
    out
}

fn close_band(page: usize, left: &mut Vec<Line>, right: &mut Vec<Line>, out: &mut Vec<Column>) {
    for side in [left, right] {
        if !side.is_empty() {
            out.extend(columns(page, std::mem::take(side)));
        }
    }
}

/// Fewer lines on a side are no column.
const COLUMN_LINES: usize = 5;

/// An x between two columns of running text: few lines cross it, both sides have many, side by side, and wide ones
/// (a table's cells are short).
fn gutter(lines: &[Line]) -> Option<f64> {
    if lines.len() < 2 * COLUMN_LINES {
        return None;
    }
    let (x0, x1) = lines.iter().fold((f64::MAX, f64::MIN), |(a, b), l| (a.min(l.x0), b.max(l.x1)));
    let candidates = lines.iter().map(|l| l.x0 - 1.0).filter(|x| *x > x0 + 0.2 * (x1 - x0) && *x < x0 + 0.8 * (x1 - x0));
    let mut best: Option<(usize, f64)> = None;
    for x in candidates {
        let (left, right): (Vec<&Line>, Vec<&Line>) =
            (lines.iter().filter(|l| l.x1 <= x).collect(), lines.iter().filter(|l| l.x0 >= x).collect());
        let crossing = lines.len() - left.len() - right.len();
        let sound = left.len() >= COLUMN_LINES && right.len() >= COLUMN_LINES && crossing * 5 <= lines.len();
        if sound && wide(&left) && wide(&right) && side_by_side(&left, &right) && best.is_none_or(|(c, _)| crossing < c) {
            best = Some((crossing, x));
        }
    }
    best.map(|(_, x)| x)
}

/// Is the middling line at least eleven sizes wide, some four words?
fn wide(lines: &[&Line]) -> bool {
    let mut widths: Vec<f64> = lines.iter().map(|l| (l.x1 - l.x0) / l.size.max(1.0)).collect();
    widths.sort_by(f64::total_cmp);
    widths.get(widths.len() / 2).is_some_and(|w| *w >= 11.0)
}

fn side_by_side(left: &[&Line], right: &[&Line]) -> bool {
    let reach = |lines: &[&Line]| lines.iter().fold((f64::MAX, f64::MIN), |(a, b), l| (a.min(l.y), b.max(l.y)));
    let ((a0, a1), (b0, b1)) = (reach(left), reach(right));
    let shared = a1.min(b1) - a0.max(b0);
    shared > 0.5 * (a1 - a0).min(b1 - b0)
}
