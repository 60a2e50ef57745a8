//! Who speaks: labels before turns, and the full names they stand for.

use khabar_lexicon::layout::{Label, Layout};
use khabar_model::{BlockKind, Span};

use super::lines::Unit;
use super::{names, words};

/// What stands before a colon (or a time) at the start of a unit and may be a speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// Name or role without titles, brackets, times and marks.
    pub name: String,
    /// Bytes from the start of the unit to the end of the label, with its colon.
    pub length: usize,
    /// Is the label all that the unit holds?
    pub alone: bool,
    /// A role ("Q", "Moderator") rather than a name.
    pub role: bool,
}

/// Longest label, in bytes.
const LONGEST: usize = 120;

/// The label that a unit starts with, if it looks like one at all.
pub(crate) fn label(unit: &str, layout: &Layout) -> Option<Written> {
    let head = &unit[..unit.char_indices().map(|(i, _)| i).take_while(|i| *i <= LONGEST).last().unwrap_or(0)];
    let head = if unit.len() <= LONGEST { unit } else { head };
    let (written, length) = match colon(head) {
        Some(at) => (&head[..at], after_colon(unit, at)),
        None => (timed(unit)?, unit.len()),
    };
    let name = plain_name(written, layout)?;
    let folded = words::fold(&name);
    let role = match layout.labels.get(&folded) {
        Some(Label::Speaker | Label::Host) => true,
        _ if is_numbered_role(&folded, layout) => true,
        // "The Highland Hour: after the truce" is a programme, not a person
        _ if folded.starts_with("the ") => return None,
        _ if names::is_name(&name, layout) => false,
        _ => return None,
    };
    Some(Written { name, length, alone: unit[length..].trim().is_empty(), role })
}

/// Where the first colon stands that white space or the end follows.
fn colon(head: &str) -> Option<usize> {
    head.match_indices(':').map(|(at, _)| at).find(|at| {
        let rest = head[at + 1..].trim_start_matches(['*', '_']);
        rest.is_empty() || rest.starts_with(char::is_whitespace)
    })
}

fn after_colon(unit: &str, at: usize) -> usize {
    let rest = &unit[at + 1..];
    unit.len() - rest.trim_start_matches(['*', '_']).len()
}

/// "Jane Doe 00:12" or "Jane Doe (00:12)" alone on a line.
fn timed(unit: &str) -> Option<&str> {
    let last = unit.split_whitespace().next_back()?;
    let time = is_clock(last.trim_matches(['(', ')', '[', ']']));
    (time && words::count(unit) <= 6).then(|| unit[..unit.len() - last.len()].trim_end())
}

fn is_clock(word: &str) -> bool {
    let parts: Vec<&str> = word.split(':').collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|p| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
}

/// The label without marks, times, brackets, what follows a comma, and titles.
fn plain_name(written: &str, layout: &Layout) -> Option<String> {
    let mut text = written.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '#' | '>'));
    if let Some(word) = words::first(text).filter(|w| is_clock(w.trim_matches(['(', ')', '[', ']']))) {
        text = text[word.len()..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–'));
    }
    let end = text.find(['(', '[', ',', '/']).unwrap_or(text.len());
    if words::count(&text[end..]) > 10 || (text[end..].starts_with(',') && !text[end..].starts_with(", ")) {
        return None;
    }
    let mut name = text[..end].trim();
    while let Some((first, rest)) = name.split_once(' ') {
        let folded = first.trim_end_matches('.').to_lowercase();
        if layout.labels.get(&folded) != Some(&Label::Title) {
            break;
        }
        name = rest.trim_start();
    }
    (!name.is_empty()).then(|| name.to_owned())
}

/// "speaker 2", "participant 11".
fn is_numbered_role(folded: &str, layout: &Layout) -> bool {
    let Some((role, number)) = folded.rsplit_once(' ') else { return false };
    number.bytes().all(|b| b.is_ascii_digit()) && matches!(layout.labels.get(role), Some(Label::Speaker | Label::Host))
}

/// Turns of a text: for each unit its label and speaker, where it has one.
#[derive(Debug, Default)]
pub(crate) struct Talk {
    /// Full names in the order of first turns.
    pub speakers: Vec<String>,
    /// One for each unit.
    pub labels: Vec<Option<(Written, usize)>>,
}

/// Finds the talk in a text; empty where it is none.
pub(crate) fn talk(text: &str, units: &[Unit], layout: &Layout) -> Talk {
    let known = names::introduced(text, units, layout);
    let mut labels: Vec<Option<Written>> = units.iter().map(|u| candidate(text, u, layout)).collect();
    for at in 0..labels.len() {
        let nothing_said = units.get(at + 1).is_none() || labels.get(at + 1).is_some_and(|n| n.as_ref().is_some_and(|n| n.alone));
        if labels[at].as_ref().is_some_and(|l| l.alone) && nothing_said {
            labels[at] = None;
        }
    }
    drop_weak(&mut labels, &known);
    if !is_talk(text, units, &labels, &known, layout) {
        return Talk { speakers: Vec::new(), labels: vec![None; units.len()] };
    }
    resolve(labels, &known, layout)
}

fn candidate(text: &str, unit: &Unit, layout: &Layout) -> Option<Written> {
    let words = unit.span.of(text);
    match unit.hint {
        None | Some(BlockKind::Paragraph | BlockKind::Turn | BlockKind::SpeakerLabel) => {
            label(words, layout).filter(|l| !names_role(words, l, layout))
        }
        // A page may set the names of speakers as headings.
        Some(BlockKind::Heading) => label(words, layout).filter(|l| l.alone),
        Some(_) => None,
    }
}

/// "Host: Jane Doe" says who has a role and is no turn.
pub(crate) fn names_role(unit: &str, label: &Written, layout: &Layout) -> bool {
    label.role && !label.alone && names::is_name_line(unit[label.length..].trim(), layout)
}

/// Drops single names that nothing confirms: no fuller label, no introduction, no second turn.
fn drop_weak(labels: &mut [Option<Written>], known: &names::Known) {
    let full: Vec<Vec<String>> = labels.iter().flatten().map(|l| words::bare(&l.name)).collect();
    let by_lines = labels.iter().flatten().filter(|l| l.alone).count() >= 3;
    for slot in labels.iter_mut() {
        let Some(label) = slot else { continue };
        let own = words::bare(&label.name);
        let weak = own.len() == 1 && !label.role && !(label.alone && by_lines);
        let again = full.iter().filter(|o| **o == own).count() > 1;
        let fuller = full.iter().any(|o| o.len() > 1 && o.contains(&own[0])) || known.holds(&own);
        if weak && !again && !fuller {
            *slot = None;
        }
    }
}

/// Two speakers, three turns, one who comes back (or was introduced, or is a role), and words said to somebody.
fn is_talk(text: &str, units: &[Unit], labels: &[Option<Written>], known: &names::Known, layout: &Layout) -> bool {
    let (mut turns, mut spoken, mut vouched) = (0, 0, false);
    let mut distinct: Vec<Vec<String>> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let Some(label) = label else { continue };
        let own = words::bare(&label.name);
        vouched |= label.role || known.holds(&own);
        if distinct.contains(&own) {
            vouched = true;
        } else {
            distinct.push(own);
        }
        turns += 1;
        let said = &units[at].span.of(text)[label.length..];
        let said = if label.alone { units.get(at + 1).map_or("", |u| u.span.of(text)) } else { said };
        let folded = words::fold(said);
        let mut bare = folded.split(|c: char| !c.is_alphanumeric() && c != '\'');
        spoken += usize::from(said.contains('?') || bare.any(|w| layout.is_cue("spoken", w)));
    }
    let enough = turns >= 3 || (turns == 2 && !known.is_empty());
    enough && distinct.len() >= 2 && vouched && spoken * 5 >= turns * 2
}

/// Gives each label its speaker: fuller names take in shorter ones where only one fits.
fn resolve(labels: Vec<Option<Written>>, known: &names::Known, layout: &Layout) -> Talk {
    let people = known.people(labels.iter().flatten(), layout);
    let ids: Vec<Option<usize>> = labels.iter().map(|l| l.as_ref().map(|l| people.find(l))).collect();
    let mut order: Vec<usize> = Vec::new();
    for id in ids.iter().flatten() {
        if !order.contains(id) {
            order.push(*id);
        }
    }
    let speakers = order.iter().map(|id| people.name(*id)).collect();
    let place = |id: usize| order.iter().position(|o| *o == id).unwrap_or(0);
    let labels = labels.into_iter().zip(ids).map(|(l, id)| l.zip(id.map(place))).collect();
    Talk { speakers, labels }
}

/// The part of a unit that is its label.
pub(crate) fn label_span(unit: &Unit, written: &Written) -> Span {
    Span::new(unit.span.start, unit.span.start + written.length)
}
