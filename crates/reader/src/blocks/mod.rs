//! The structure of a document: headline, byline, dateline, headings, paragraphs, bullets, turns, captions,
//! pull-quotes and boilerplate.
//!
//! [`lines`] joins lines to units, [`speakers`] finds the talk, [`kinds`] says what each unit is, [`repeats`]
//! marks what stands twice. What the container says wins, save that boilerplate is boilerplate everywhere and
//! a hinted paragraph may turn out to be a caption, a turn or a dateline.

mod dateline;
mod kinds;
mod lines;
mod names;
mod repeats;
mod speakers;
pub(crate) mod words;

pub(crate) use dateline::opening;
pub(crate) use names::{after_cue, is_name, list_of_names};

use khabar_lexicon::Lexicon;
use khabar_model::{Block, BlockKind, Hint, Span};

/// A block while its kind is being settled.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub span: Span,
    pub kind: BlockKind,
    pub speaker: Option<usize>,
    pub coded: bool,
    /// The container or the talk settled the kind.
    pub fixed: bool,
}

/// Blocks in text order, not overlapping, and the speakers of a transcript by full name.
///
/// Not coded are bylines, datelines, headings, speaker labels, repeats and boilerplate; headlines and captions are coded.
pub fn blocks(text: &str, hints: &[Hint], lex: &Lexicon) -> (Vec<Block>, Vec<String>) {
    let units = lines::units(text, hints, lex);
    let talk = speakers::talk(text, &units, &lex.layout);
    let mut drafts = drafts(text, &units, &talk);
    kinds::settle(text, &mut drafts, &lex.layout);
    repeats::mark(text, &mut drafts);
    let drafts = split_datelines(text, drafts, lex);
    let blocks = drafts.into_iter().map(|d| Block { span: d.span.trimmed(text), kind: d.kind, speaker: d.speaker, coded: d.coded });
    (blocks.filter(|b| !b.span.is_empty()).collect(), talk.speakers)
}

/// Units as drafts; a label and what is said after it are two, and a speaker speaks until the next label.
fn drafts(text: &str, units: &[lines::Unit], talk: &speakers::Talk) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut speaking = None;
    for (at, unit) in units.iter().enumerate() {
        let mut rest = unit.span;
        if let Some((written, speaker)) = &talk.labels[at] {
            speaking = Some(*speaker);
            let label = speakers::label_span(unit, written);
            drafts.push(Draft { span: label, kind: BlockKind::SpeakerLabel, speaker: speaking, coded: false, fixed: true });
            rest = Span::new(label.end, unit.span.end).trimmed(text);
            if rest.is_empty() {
                continue;
            }
        }
        let hint = unit.hint.filter(|h| *h != BlockKind::Paragraph);
        let turn = speaking.is_some() && hint.is_none_or(|h| h == BlockKind::Turn);
        let kind = if turn { BlockKind::Turn } else { hint.unwrap_or(BlockKind::Paragraph) };
        let speaker = speaking.filter(|_| turn);
        drafts.push(Draft { span: rest, kind, speaker, coded: is_coded(kind), fixed: turn || hint.is_some() });
    }
    drafts
}

/// Are acts and statements read from blocks of this kind?
fn is_coded(kind: BlockKind) -> bool {
    use BlockKind::*;
    matches!(kind, Headline | Paragraph | Bullet | Turn | Caption)
}

fn split_datelines(text: &str, drafts: Vec<Draft>, lex: &Lexicon) -> Vec<Draft> {
    let mut split = Vec::with_capacity(drafts.len());
    let mut first = true;
    for draft in drafts {
        let paragraph = draft.kind == BlockKind::Paragraph;
        match opening(draft.span.of(text), first, &lex.layout).filter(|_| paragraph) {
            Some(opening) => {
                let at = draft.span.start + opening.length;
                let span = Span::new(draft.span.start, at);
                split.push(Draft { span, kind: BlockKind::Dateline, speaker: None, coded: false, fixed: true });
                split.push(Draft { span: Span::new(at, draft.span.end), ..draft });
            }
            None => split.push(draft),
        }
        first &= !paragraph;
    }
    split
}
