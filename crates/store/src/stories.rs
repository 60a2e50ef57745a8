//! Stories: events that are reports of one happening. Derived when asked for, so that they are never stale.

use crate::records::ORDER;
use crate::select::list;
use crate::sketch::copies;
use crate::{Desk, Family, Filter, StoreError};
use khabar_model::{Chars, DocId, Record, RecordId, StoryId, StoryRecord, When};
use rusqlite::Row;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a title.
const TITLE: usize = 90;

/// One event of a story, with what is asked of its document.
struct Told {
    event: RecordId,
    kind: String,
    date: Option<When>,
    place: Option<String>,
    confidence: f64,
    doc: DocId,
    span: Chars,
    sketch: Vec<u8>,
    publishers: Vec<Option<String>>,
}

impl Desk {
    /// Stories of two or more events that the filter lets through, by date (undated last), then id.
    pub fn stories(&self, filter: &Filter) -> Result<Vec<StoryRecord>, StoreError> {
        let filter = Filter { families: vec![Family::Event], limit: None, ..filter.clone() };
        let events = self.records(&filter)?.into_iter().filter_map(|r| if let Record::Event(e) = r { Some(e.id.0) } else { None });
        self.stories_of(&events.collect())
    }

    pub(crate) fn stories_of(&self, events: &BTreeSet<String>) -> Result<Vec<StoryRecord>, StoreError> {
        let ids: Vec<String> = events.iter().cloned().collect();
        let mut stories = Vec::new();
        for (id, told) in self.told("e.id IN (SELECT value FROM json_each(?))", &list(&ids))? {
            if told.len() > 1 {
                stories.push(self.story_record(id, &told)?);
            }
        }
        stories.sort_by(|a, b| (a.date.is_none(), a.date, &a.id).cmp(&(b.date.is_none(), b.date, &b.id)));
        Ok(stories)
    }

    /// One story with all its events of current documents.
    pub(crate) fn story(&self, id: &str) -> Result<StoryRecord, StoreError> {
        match self.told("e.story = ? AND d.superseded_by IS NULL", id)?.pop_first() {
            Some((id, told)) => self.story_record(id, &told),
            None => Err(StoreError::NotFound { what: "story", key: id.to_owned(), hint: "ids are shown by `khabar records`" }),
        }
    }

    fn told(&self, condition: &str, value: &str) -> Result<BTreeMap<StoryId, Vec<Told>>, StoreError> {
        let fail = |e| self.fail("listing stories", e);
        let select = format!(
            "SELECT e.story, e.id, e.type, e.date, e.place, r.confidence, r.doc, r.start, r.end, d.sketch,
               coalesce((SELECT json_group_array(publisher) FROM sources s WHERE s.doc = d.id AND s.replaced_by IS NULL), '[]')
             FROM events e JOIN records r ON r.id = e.id JOIN documents d ON d.id = r.doc
             WHERE e.story IS NOT NULL AND {condition} {ORDER}"
        );
        let mut found: BTreeMap<StoryId, Vec<Told>> = BTreeMap::new();
        let mut query = self.db.prepare_cached(&select).map_err(fail)?;
        for row in query.query_map([value], told).map_err(fail)? {
            let (story, told) = row.map_err(fail)?;
            found.entry(story).or_default().push(told);
        }
        Ok(found)
    }

    fn story_record(&self, id: StoryId, told: &[Told]) -> Result<StoryRecord, StoreError> {
        let best = told.iter().rev().max_by(|a, b| a.confidence.total_cmp(&b.confidence));
        let title = best.map(|t| self.words(&t.doc, t.span)).transpose()?.map(|w| short(&w)).unwrap_or_default();
        Ok(StoryRecord {
            id,
            kind: most(told.iter().map(|t| &t.kind)).unwrap_or_default(),
            events: told.iter().map(|t| t.event.clone()).collect(),
            date: told.iter().filter_map(|t| t.date).min_by_key(|w| (w.days(), w.start)),
            place: most(told.iter().filter_map(|t| t.place.as_ref())),
            origins: origins(told),
            outlets: told.iter().flat_map(|t| &t.publishers).collect::<BTreeSet<_>>().len().max(1),
            title,
        })
    }
}

fn told(r: &Row) -> rusqlite::Result<(StoryId, Told)> {
    let (date, publishers): (Option<String>, String) = (r.get(3)?, r.get(10)?);
    let told = Told {
        event: RecordId(r.get(1)?),
        kind: r.get(2)?,
        date: date.and_then(|d| d.parse().ok()),
        place: r.get(4)?,
        confidence: r.get(5)?,
        doc: DocId(r.get(6)?),
        span: Chars { start: r.get(7)?, end: r.get(8)? },
        sketch: r.get(9)?,
        publishers: serde_json::from_str(&publishers).unwrap_or_default(),
    };
    Ok((StoryId(r.get(0)?), told))
}

/// The most frequent value; of equals the first by code point.
fn most<'a>(values: impl Iterator<Item = &'a String>) -> Option<String> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|&(_, n)| n).map(|(value, _)| value.clone())
}

/// Texts that are no copies of each other; copies of copies are one origin.
fn origins(told: &[Told]) -> usize {
    let docs: Vec<(&DocId, &[u8])> = told.iter().map(|t| (&t.doc, &*t.sketch)).collect::<BTreeMap<_, _>>().into_iter().collect();
    let mut group: Vec<usize> = (0..docs.len()).collect();
    for a in 0..docs.len() {
        for b in a + 1..docs.len() {
            if group[a] != group[b] && copies(docs[a].1, docs[b].1) {
                let (keep, join) = (group[a], group[b]);
                group.iter_mut().filter(|g| **g == join).for_each(|g| *g = keep);
            }
        }
    }
    group.into_iter().collect::<BTreeSet<_>>().len()
}

/// One line of at most [`TITLE`] characters, cut between words.
fn short(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= TITLE {
        return line;
    }
    let cut: String = line.chars().take(TITLE).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head).trim_end_matches([',', ';', ':']))
}
