//! The brief: what happened, who claims and denies what, what was promised, numbers, judgements, ties.
//! Every line carries the numbers of the endnotes that it rests on.

mod html;
mod markdown;

use khabar_lexicon::Lexicon;
use khabar_model::{Chars, DateSource, DocId, Status};
use khabar_store::{Desk, Filter, StoreError};
use std::collections::BTreeMap;

use super::claims::exchanges;
use super::picture::{Citation, Picture, joined};
use super::saying::{say_assessment, say_commitment, say_measures, say_relation, say_statement};
use super::telling::marked;
use super::timeline::{Entry, timeline};
use super::wording::{dates, in_sentence};
use super::{MIN_CONFIDENCE, rows};

pub use html::html;
pub use markdown::{markdown, source_line};

/// A sourced account of part of a desk.
#[derive(Debug)]
pub struct Brief {
    pub title: String,
    pub sections: Vec<Section>,
    /// What the brief rests on and leaves out, a remark a line.
    pub coverage: Vec<String>,
    /// In the order of their numbers, from 1.
    pub notes: Vec<Citation>,
}

#[derive(Debug)]
pub struct Section {
    pub heading: &'static str,
    pub lines: Vec<Line>,
    /// Lines beyond the limit.
    pub more: usize,
}

/// One sentence with its sources.
#[derive(Debug)]
pub struct Line {
    /// As precise as known; None where the section has no dates or the line none.
    pub date: Option<String>,
    /// Without a full stop.
    pub text: String,
    /// Numbers of endnotes.
    pub refs: Vec<usize>,
    /// Denials of what the line claims.
    pub replies: Vec<Line>,
}

/// Sources named for one happening; a story may have hundreds.
const SOURCES_A_LINE: usize = 5;

/// A brief of what `filter` lets through; `filter.limit` is per section.
pub fn brief(desk: &Desk, lexicon: &Lexicon, filter: &Filter) -> Result<Brief, StoreError> {
    let picture = Picture::load(desk, filter)?;
    let mut brief = of(&picture, lexicon, filter.limit);
    let documents = Filter { doc: filter.doc.clone(), ..Filter::default() };
    let ids: Vec<DocId> = desk.documents(&documents)?.into_iter().map(|d| d.record.id).collect();
    brief.coverage = coverage(&picture, &ids, filter);
    Ok(brief)
}

/// A brief of a picture, without its coverage.
fn of(picture: &Picture, lexicon: &Lexicon, limit: Option<usize>) -> Brief {
    let mut notes = Notes::default();
    let entries = timeline(picture, lexicon);
    let (happened, ahead): (Vec<Entry>, Vec<Entry>) = entries
        .into_iter()
        .filter(|e| !matches!(e.status, Status::Hypothetical | Status::Denied))
        .partition(|e| matches!(e.status, Status::Occurred | Status::Ongoing | Status::Negated));
    let statements = rows::statements(picture);
    let claims = exchanges(picture, &statements);
    let mut sections = Vec::new();
    let mut add = |heading, lines: Vec<Line>| sections.push((heading, lines));
    add("What happened", happened.iter().map(|e| happening(e, lexicon, &mut notes)).collect());
    let claim = |row: &rows::StatementRow, notes: &mut Notes| Line::new(say_statement(row, picture, lexicon), notes.number(&row.source));
    let exchange = |e: &super::claims::Exchange| {
        let replies = e.denials.iter().map(|d| claim(d, &mut notes)).collect();
        Line { replies, ..claim(&e.claim, &mut notes) }
    };
    add("Who claims and denies what", claims.iter().map(exchange).collect());
    let promised = rows::commitments(picture);
    let mut lines: Vec<Line> = promised.iter().map(|r| Line::new(say_commitment(r, lexicon), notes.number(&r.source))).collect();
    lines.extend(ahead.iter().map(|e| happening(e, lexicon, &mut notes)));
    add("What was promised, planned and threatened", lines);
    add("Numbers", numbers(picture, &mut notes));
    let judged = rows::assessments(picture);
    add("Judgements and forecasts", judged.iter().map(|r| Line::new(say_assessment(r, lexicon), notes.number(&r.source))).collect());
    add("Ties", ties(picture, lexicon, &mut notes));
    let sections = sections.into_iter().filter(|(_, lines)| !lines.is_empty()).map(|(h, l)| Section::cut(h, l, limit)).collect();
    let mut brief = Brief { title: "Brief".to_owned(), sections, coverage: Vec::new(), notes: notes.list };
    brief.renumber();
    brief
}

/// One line a sentence: figures mean little without the words around them.
fn numbers(picture: &Picture, notes: &mut Notes) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut groups: Vec<(Citation, Vec<rows::MeasureRow>)> = Vec::new();
    let mut places: BTreeMap<(DocId, Chars), usize> = BTreeMap::new();
    for row in rows::measures(picture) {
        let sentence = picture.sentence(&row.source.doc, row.source.span);
        let key = (row.source.doc.clone(), sentence);
        let at = *places.entry(key).or_insert(groups.len());
        if at == groups.len() {
            groups.push((picture.cite(&row.source.doc, sentence), Vec::new()));
        }
        groups[at].1.push(row);
    }
    for (citation, mut group) in groups {
        group.sort_by_key(|r| r.source.span);
        let date = group[0].as_of.filter(|d| group.iter().all(|r| r.as_of == Some(*d)));
        let text = say_measures(&group, &citation.words, date.is_none());
        lines.push(Line { date: date.map(dates), ..Line::new(text, notes.number(&citation)) });
    }
    lines
}

/// One line a tie, however often it is told.
fn ties(picture: &Picture, lexicon: &Lexicon, notes: &mut Notes) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for row in rows::relations(picture) {
        let line = Line::new(say_relation(&row, lexicon), notes.number(&row.source));
        match lines.last_mut().filter(|last| last.text == line.text) {
            Some(last) if last.refs.len() < SOURCES_A_LINE => last.refs.extend(line.refs),
            Some(_) => {}
            None => lines.push(line),
        }
    }
    lines
}

fn happening(entry: &Entry, lexicon: &Lexicon, notes: &mut Notes) -> Line {
    let mut text = entry.what.clone();
    if entry.status == Status::Ongoing {
        text = marked(&text, "ongoing");
    }
    let voices: Vec<String> = entry.said_by.iter().map(|v| in_sentence(v, lexicon)).collect();
    if !voices.is_empty() {
        text.push_str(&format!(", according to {}", joined(&voices)));
    }
    if entry.origins > 1 {
        text = marked(&text, &format!("{} origins", entry.origins));
    }
    let mut refs: Vec<usize> = entry.sources.iter().take(SOURCES_A_LINE).map(|s| notes.number(s)).collect();
    refs.sort_unstable();
    refs.dedup();
    Line { date: Some(entry.date.map_or_else(|| "undated".to_owned(), dates)), text, refs, replies: Vec::new() }
}

impl Line {
    fn new(text: String, note: usize) -> Line {
        Line { date: None, text, refs: vec![note], replies: Vec::new() }
    }
    fn all_refs(&mut self, change: &mut impl FnMut(usize) -> usize) {
        for r in &mut self.refs {
            *r = change(*r);
        }
        for reply in &mut self.replies {
            reply.all_refs(change);
        }
    }
}

impl Section {
    fn cut(heading: &'static str, mut lines: Vec<Line>, limit: Option<usize>) -> Section {
        let more = limit.map_or(0, |limit| lines.len().saturating_sub(limit));
        lines.truncate(lines.len() - more);
        Section { heading, lines, more }
    }
}

impl Brief {
    /// Endnotes are numbered in the order of their first use; those of lines that a limit cut are dropped.
    fn renumber(&mut self) {
        let mut order: Vec<usize> = Vec::new();
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        let mut change = |old: usize| {
            *numbers.entry(old).or_insert_with(|| {
                order.push(old);
                order.len()
            })
        };
        for line in self.sections.iter_mut().flat_map(|s| &mut s.lines) {
            line.all_refs(&mut change);
        }
        self.notes = order.iter().map(|old| self.notes[old - 1].clone()).collect();
    }
}

/// Endnotes as they are collected: one number a place.
#[derive(Default)]
struct Notes {
    list: Vec<Citation>,
    numbers: BTreeMap<(DocId, usize, usize), usize>,
}

impl Notes {
    fn number(&mut self, citation: &Citation) -> usize {
        let key = (citation.doc.clone(), citation.span.start, citation.span.end);
        *self.numbers.entry(key).or_insert_with(|| {
            self.list.push(citation.clone());
            self.list.len()
        })
    }
}

fn coverage(picture: &Picture, read: &[DocId], filter: &Filter) -> Vec<String> {
    let documents: Vec<_> = read.iter().filter_map(|id| picture.documents.get(id)).collect();
    let uncoded = documents.iter().filter(|d| !rows::is_coded(d)).count();
    let mut lines = vec![match uncoded {
        0 => format!("Documents read: {}", documents.len()),
        n => format!("Documents read: {}; kept but not coded, because they are not in English: {n}", documents.len()),
    }];
    let dates: Vec<_> = documents.iter().filter_map(|d| d.date).collect();
    if let (Some(first), Some(last)) = (dates.iter().map(|d| d.start).min(), dates.iter().map(|d| d.end).max()) {
        lines.push(format!("Their dates: {first} to {last}"));
    }
    let undated = documents.iter().filter(|d| d.date.is_none()).count();
    let inferred = documents.iter().filter(|d| d.date_source == Some(DateSource::Inferred)).count();
    if undated + inferred > 0 {
        lines.push(format!("Documents without a date: {undated}; with an inferred date: {inferred}"));
    }
    if picture.left_out > 0 {
        let least = filter.min_confidence.unwrap_or(MIN_CONFIDENCE);
        lines.push(format!("Records left out for a confidence below {least}: {} (--min-confidence 0 shows all)", picture.left_out));
    }
    let asked: Vec<String> = [
        filter.since.map(|d| format!("since {d}")),
        filter.until.map(|d| format!("until {d}")),
        filter.actor.as_ref().map(|a| format!("actor “{a}”")),
        filter.kind.as_ref().map(|k| format!("type “{k}”")),
        filter.place.as_ref().map(|p| format!("place “{p}”")),
        filter.doc.as_ref().map(|d| format!("document “{d}”")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !asked.is_empty() {
        lines.push(format!("Asked for: {}", asked.join(", ")));
    }
    lines
}
