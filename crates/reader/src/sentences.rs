//! Sentences inside blocks.

use khabar_lexicon::Lexicon;
use khabar_lexicon::layout::{Abbreviation, Layout};
use khabar_model::{Block, BlockKind, Sentence, Span};

use crate::blocks::words;

/// Sentences of all blocks but speaker labels, in text order, without white space at the ends; none crosses a block.
/// A list marker is not part of its sentence.
pub fn sentences(text: &str, blocks: &[Block], lex: &Lexicon) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (at, block) in blocks.iter().enumerate().filter(|(_, b)| b.kind != BlockKind::SpeakerLabel) {
        let mut span = block.span;
        if block.kind == BlockKind::Bullet {
            span.start += words::bullet(span.of(text)).unwrap_or(0);
        }
        split(text, span, &lex.layout, |span| found.push(Sentence { span, block: at }));
    }
    found
}

/// Cuts a block after each stop that ends a sentence.
fn split(text: &str, span: Span, layout: &Layout, mut take: impl FnMut(Span)) {
    let words = span.of(text);
    let mut push = |from: usize, to: usize| {
        let sentence = Span::new(span.start + from, span.start + to).trimmed(text);
        if sentence.of(text).chars().any(char::is_alphanumeric) {
            take(sentence);
        }
    };
    let mut start = 0;
    let mut at = 0;
    while let Some(stop) = words[at..].find(is_stop).map(|i| at + i) {
        let end = after_stops(words, stop);
        if let Some(next) = boundary(words, start, stop, end, layout) {
            push(start, next);
            start = next;
        }
        at = end;
    }
    push(start, words.len());
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…' | '؟' | '。')
}

/// The end of a run of stops.
fn after_stops(words: &str, stop: usize) -> usize {
    words[stop..].find(|c| !is_stop(c)).map_or(words.len(), |i| stop + i)
}

/// The place to cut, if the stops at `stop..end` end the sentence that began at `start`.
fn boundary(words: &str, start: usize, stop: usize, end: usize, layout: &Layout) -> Option<usize> {
    let close = closed(words, end);
    let rest = &words[close..];
    let next = rest.trim_start();
    if next.is_empty() {
        return None;
    }
    let first = next.trim_start_matches(['"', '“', '‘', '\'', '(', '[', '«', '¿', '*', '_']).chars().next()?;
    if next.len() == rest.len() {
        return glued(words, stop, close, next).then_some(close);
    }
    let starts =
        first.is_uppercase() || first.is_numeric() || (first.is_alphabetic() && !first.is_lowercase()) || next.starts_with(['•', '–', '—']);
    if !starts {
        return None;
    }
    // "... went on. “But" ends; "“Why?” – he" does not.
    if next.starts_with(['–', '—']) && close > end {
        return None;
    }
    let plain = &words[stop..end] == "." && close == end;
    (!plain || stop_ends(words, start, stop, next, layout)).then_some(close)
}

/// Takes closing quotes, brackets and note marks after the stops into the sentence.
fn closed(words: &str, end: usize) -> usize {
    let rest = &words[end..];
    let mut length = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '"' | '\'' | '”' | '’' | ')' | ']' | '»' | '*' | '_' => length = at + c.len_utf8(),
            _ => break,
        }
    }
    // A straight quote after white space opens; one that touches the stop closes.
    let after = &rest[length..];
    let spaced = after.strip_prefix(' ').filter(|a| a.starts_with('[')).map_or(0, note_mark);
    let figure = words[..end].trim_end_matches(is_stop).ends_with(|c: char| c.is_numeric());
    let note = match (spaced, figure) {
        (0, false) => note_mark(after),
        (0, true) => 0,
        (spaced, _) => spaced + 1,
    };
    end + length + note
}

/// Bytes of "[12]" or of a bare "12" that touches the stop.
fn note_mark(after: &str) -> usize {
    let inner = after.strip_prefix('[').unwrap_or(after);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let bracket = inner.len() < after.len();
    let close = inner[digits..].starts_with(']');
    let tail = &inner[digits + usize::from(bracket && close)..];
    let fits = (1..=3).contains(&digits) && bracket == close && tail.starts_with(char::is_whitespace);
    if fits { digits + 2 * usize::from(bracket) } else { 0 }
}

/// A stop with no white space after it ends a sentence only between plain words: "ended.The".
fn glued(words: &str, stop: usize, close: usize, next: &str) -> bool {
    let before: String = words[..stop].chars().rev().take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '@' | '/' | ':')).collect();
    let plain = before.chars().count() >= 2 && before.chars().all(char::is_lowercase);
    let word: String = next.trim_start_matches(['“', '"']).chars().take_while(|c| !c.is_whitespace()).collect();
    let mut letters = word.chars();
    let large = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    let address = word.trim_end_matches(['.', ',', '?', '!']).contains(['.', '/', '@']);
    // A quote that closed here needs its white space too: "so.”The" is glued, "(a.b)" is not.
    plain && large && !address && (close > stop + 1 || words[stop..].starts_with(['.', '?', '!']))
}

/// Does a single full stop end the sentence, given the word before and the words after?
fn stop_ends(words: &str, start: usize, stop: usize, next: &str, layout: &Layout) -> bool {
    let token = words[start..stop].rsplit(char::is_whitespace).next().unwrap_or("");
    let token = token.trim_start_matches(|c: char| !c.is_alphanumeric());
    let folded = token.to_lowercase().replace('’', "'");
    let starter = || {
        let word = words::first(next).unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
        word.starts_with(char::is_uppercase) && layout.is_cue("starter", &words::fold(word))
    };
    let quoted = next.starts_with(['“', '"', '(']);
    let figure = next.starts_with(|c: char| c.is_numeric());
    // "al-Maj. Gen": an abbreviation may hang on a hyphen.
    let known = layout.abbreviations.get(&folded).or_else(|| layout.abbreviations.get(folded.rsplit(['-', '/', '(']).next()?));
    match known {
        Some(Abbreviation::Before) => token.chars().all(char::is_lowercase) && token.chars().count() > 2 && starter(),
        Some(Abbreviation::Inside) => token.chars().count() > 2 && starter() && !folded.contains('.') && !figure,
        Some(Abbreviation::Either) => (starter() || quoted) && !figure,
        None if token.is_empty() => true,
        None if is_initials(token) => starter() && !name_goes_on(words, start, stop),
        // "1." at the head of a paragraph numbers it.
        None => !(token.len() <= 2 && token.bytes().all(|b| b.is_ascii_digit()) && words[start..stop].trim() == token),
    }
}

/// "J", "U.S", "G.W".
fn is_initials(token: &str) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    parts.iter().all(|p| p.chars().count() == 1 && p.chars().all(char::is_alphabetic)) && token.starts_with(char::is_uppercase)
}

/// Does a capitalised word stand right before a single initial, as in "George W."?
fn name_goes_on(words: &str, start: usize, stop: usize) -> bool {
    let mut back = words[start..stop].split_whitespace().rev();
    let single = back.next().is_some_and(|t| t.chars().count() == 1);
    single && back.next().is_none_or(|w| w.starts_with(char::is_uppercase) && w.chars().all(char::is_alphabetic) && w.len() > 4)
}
