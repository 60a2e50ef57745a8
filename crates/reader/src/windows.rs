//! Cuts a document into windows that the neural reader can hold, and leads its spans back to the document.
//!
//! A window is running text of neighbouring coded sentences. Where a turn begins (or a window begins inside
//! one) the speaker's full name stands in front, as in a printed transcript, so that the model sees who speaks.
//! Windows overlap; each sentence belongs to the one window in which it stands most central.

use khabar_model::{Block, BlockKind, Sentence, Span};
use std::ops::Range;

/// Word pieces that a window holds at most, the model's own two end marks left aside.
pub const ROOM: usize = 300;
/// Sentences that two neighbouring windows share.
const SHARED: usize = 3;

/// One text for the model.
#[derive(Debug, Clone)]
pub struct Window {
    pub text: String,
    /// Byte ranges of the sentences in `text`, in order.
    pub sentences: Vec<Range<usize>>,
    /// Index into the document's sentences of each of them.
    pub origin: Vec<usize>,
    /// Which of them belong to this window: positions in `sentences`.
    pub owned: Range<usize>,
    /// Stretches of `text` and where they come from.
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    at: usize,
    len: usize,
    from: From,
}

#[derive(Debug, Clone, Copy)]
enum From {
    /// Copied from the document, starting at this byte.
    Text(usize),
    /// A speaker's name put in front of a turn.
    Speaker(usize),
}

/// Where a span of a window lies in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    At(Span),
    /// The name in front of a turn: index into the document's speakers.
    Speaker(usize),
}

impl Window {
    /// Leads a span of the window's text back; None where it covers nothing of the document.
    pub fn place(&self, range: &Range<usize>) -> Option<Place> {
        let inside = |p: &&Part| p.at < range.end && range.start < p.at + p.len;
        let mut touched = self.parts.iter().filter(inside);
        let first = touched.next()?;
        let last = touched.next_back().unwrap_or(first);
        match (first.from, last.from) {
            (From::Speaker(s), From::Speaker(_)) => Some(Place::Speaker(s)),
            (From::Text(a), From::Text(b)) => {
                let start = a + range.start.saturating_sub(first.at);
                let end = b + (range.end - last.at).min(last.len);
                Some(Place::At(Span::new(start, end)))
            }
            (From::Speaker(_), From::Text(b)) => Some(Place::At(Span::new(b, b + (range.end - last.at).min(last.len)))),
            (From::Text(_), From::Speaker(_)) => None,
        }
    }

    /// Does it lie within one sentence?
    pub fn is_within_sentence(&self, range: &Range<usize>) -> bool {
        self.sentences.iter().any(|s| s.start <= range.start && range.end <= s.end)
    }

    /// Does the sentence that holds byte `at` of the window belong to this window?
    pub fn owns(&self, at: usize) -> bool {
        let i = self.sentences.partition_point(|s| s.end <= at);
        self.owned.contains(&i.min(self.sentences.len().saturating_sub(1)))
    }
}

/// The windows of a document; `pieces` counts the word pieces of a text.
pub fn windows(text: &str, blocks: &[Block], speakers: &[String], sentences: &[Sentence], pieces: impl Fn(&str) -> usize) -> Vec<Window> {
    let coded: Vec<usize> = (0..sentences.len()).filter(|&i| blocks[sentences[i].block].coded).collect();
    let sizes: Vec<usize> = coded.iter().map(|&i| pieces(sentences[i].span.of(text)) + 6).collect();
    let stretches = stretches(&sizes);
    let owned = owners(coded.len(), &stretches);
    let made = stretches.into_iter().zip(owned).filter(|(_, o)| !o.is_empty());
    made.map(|(s, o)| {
        let inside = o.start - s.start..o.end - s.start;
        build(text, blocks, speakers, sentences, &coded[s], inside)
    })
    .collect()
}

/// Overlapping runs of sentences that fit the room.
fn stretches(sizes: &[usize]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < sizes.len() {
        let mut end = start + 1;
        let mut size = sizes[start];
        while end < sizes.len() && size + sizes[end] <= ROOM {
            size += sizes[end];
            end += 1;
        }
        out.push(start..end);
        if end == sizes.len() {
            break;
        }
        start = end.saturating_sub(SHARED).max(start + 1);
    }
    out
}

/// For each stretch the sentences in which it is the one that sees furthest both ways.
fn owners(n: usize, stretches: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut owned = vec![0..0; stretches.len()];
    for sentence in 0..n {
        let depth = |r: &Range<usize>| (sentence - r.start).min(r.end - 1 - sentence);
        let mut best: Option<usize> = None;
        for (w, r) in stretches.iter().enumerate().filter(|(_, r)| r.contains(&sentence)) {
            if best.is_none_or(|b| depth(r) > depth(&stretches[b])) {
                best = Some(w);
            }
        }
        let Some(w) = best else { continue };
        owned[w] = if owned[w].is_empty() { sentence..sentence + 1 } else { owned[w].start..sentence + 1 };
    }
    owned
}

fn build(text: &str, blocks: &[Block], speakers: &[String], sentences: &[Sentence], which: &[usize], owned: Range<usize>) -> Window {
    let mut w = Window { text: String::new(), sentences: Vec::new(), origin: which.to_vec(), owned, parts: Vec::new() };
    let mut last: Option<usize> = None;
    for &i in which {
        let Sentence { span, block } = sentences[i];
        let new_block = last != Some(block);
        if !w.text.is_empty() {
            w.text.push_str(if new_block { "\n\n" } else { " " });
        }
        let start = w.text.len();
        let turn = blocks[block].speaker.filter(|_| blocks[block].kind == BlockKind::Turn);
        let name = turn.filter(|_| new_block).and_then(|s| Some((s, speakers.get(s)?)));
        if let Some((s, name)) = name.filter(|(s, _)| last.is_none_or(|l| blocks[l].speaker != Some(*s))) {
            w.parts.push(Part { at: start, len: name.len(), from: From::Speaker(s) });
            w.text.push_str(name);
            w.text.push_str(": ");
        }
        w.parts.push(Part { at: w.text.len(), len: span.len(), from: From::Text(span.start) });
        w.text.push_str(span.of(text));
        w.sentences.push(start..w.text.len());
        last = Some(block);
    }
    w
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(text: &str) -> (Vec<Block>, Vec<Sentence>) {
        let mut at = 0;
        let mut sentences = Vec::new();
        for s in text.split_inclusive('.') {
            sentences.push(Sentence { span: Span::new(at, at + s.len()).trimmed(text), block: 0 });
            at += s.len();
        }
        let block = Block { span: Span::new(0, text.len()), kind: BlockKind::Turn, speaker: Some(0), coded: true };
        (vec![block], sentences)
    }

    #[test]
    fn every_sentence_is_owned_once_and_leads_back_to_its_words() {
        let text: String = (0..60).map(|i| format!("Ünit {i} moved to camp {i} that day. ")).collect();
        let text = text.trim_end();
        let (blocks, sentences) = doc(text);
        let windows = windows(text, &blocks, &["Jo Bell".into()], &sentences, |t| t.split(' ').count() * 4);
        assert!(windows.len() > 3);
        let mut owned: Vec<usize> = windows.iter().flat_map(|w| w.origin[w.owned.clone()].to_vec()).collect();
        owned.sort_unstable();
        assert_eq!(owned, (0..60).collect::<Vec<_>>());
        for w in &windows {
            assert!(w.text.starts_with("Jo Bell: "), "{}", w.text);
            assert_eq!(w.place(&(0..7)), Some(Place::Speaker(0)));
            for (range, &i) in w.sentences.iter().zip(&w.origin) {
                assert_eq!(w.place(range), Some(Place::At(sentences[i].span)));
                let camp = range.start + w.text[range.clone()].find("camp").unwrap();
                let Some(Place::At(span)) = w.place(&(camp..camp + 4)) else { panic!("no place") };
                assert_eq!(span.of(text), "camp");
            }
        }
    }

    #[test]
    fn uncoded_blocks_are_left_out() {
        let text = "One. Two.";
        let (mut blocks, sentences) = doc(text);
        blocks[0].coded = false;
        assert!(windows(text, &blocks, &[], &sentences, str::len).is_empty());
    }
}
