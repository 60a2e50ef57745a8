//! What happened, in date order, one entry a happening: reports of one story are merged and counted.

use khabar_lexicon::Lexicon;
use khabar_model::{DocId, EntityId, Event, Kept, Record, RecordId, Status, StoryId, Voice, When};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::picture::{Citation, Named, Picture};
use super::telling::tell;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    pub date: Option<When>,
    /// The sentence; see [`tell`].
    pub what: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub mode: Option<String>,
    pub status: Status,
    pub actors: Vec<Named>,
    pub recipients: Vec<Named>,
    pub place: Option<String>,
    /// Who says so; empty where an author vouches for it.
    pub said_by: Vec<String>,
    /// Independent origins; copies of one text count once.
    pub origins: usize,
    pub confidence: f64,
    pub story: Option<StoryId>,
    pub events: Vec<RecordId>,
    /// Best first.
    pub sources: Vec<Citation>,
}

type Told<'a> = &'a Kept<Event<EntityId>>;

/// Entries by date, those without one last.
pub fn timeline(picture: &Picture, lexicon: &Lexicon) -> Vec<Entry> {
    let mut groups: Vec<Vec<Told>> = Vec::new();
    let mut places: BTreeMap<Key, usize> = BTreeMap::new();
    for record in &picture.records {
        let Record::Event(kept) = record else { continue };
        match key(&kept.body).map(|key| *places.entry(key).or_insert(groups.len())) {
            Some(at) if at < groups.len() => groups[at].push(kept),
            _ => groups.push(vec![kept]),
        }
    }
    let mut entries: Vec<Entry> = groups.into_iter().map(|group| entry(group, picture, lexicon)).collect();
    entries.sort_by_key(|e| (e.date.is_none(), e.date));
    entries
}

/// What makes two reports plainly the same happening: their story, else type, parties and day alike.
/// How far it is real always matters: a denied act is not an act.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Story(StoryId, Status),
    Same(String, Status, Vec<EntityId>, Vec<EntityId>, When),
}

fn key(event: &Event<EntityId>) -> Option<Key> {
    let status = if event.status == Status::Ongoing { Status::Occurred } else { event.status };
    if let Some(story) = &event.story {
        return Some(Key::Story(story.clone(), status));
    }
    // Without parties or a day, likeness of type says too little.
    let date = event.date?;
    if event.actors.is_empty() && event.recipients.is_empty() {
        return None;
    }
    let sorted = |ids: &[EntityId]| ids.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    Some(Key::Same(event.kind.clone(), status, sorted(&event.actors), sorted(&event.recipients), date))
}

fn entry(mut group: Vec<Told>, picture: &Picture, lexicon: &Lexicon) -> Entry {
    // The fullest and surest telling speaks for the group.
    group.sort_by(|a, b| fullness(b).cmp(&fullness(a)).then(b.confidence.total_cmp(&a.confidence)).then(a.id.cmp(&b.id)));
    let best = group[0];
    let mut event = best.body.clone();
    event.date = group.iter().filter_map(|k| k.body.date).min_by_key(|d| d.days());
    let place = group.iter().find_map(|k| k.body.place.clone());
    event.place = event.place.take().or(place);
    for kept in &group {
        for (what, n) in &kept.body.numbers {
            event.numbers.entry(what.clone()).or_insert(*n);
        }
    }
    let docs: BTreeSet<&DocId> = group.iter().map(|k| &k.doc).collect();
    let story = event.story.as_ref().and_then(|s| picture.stories.get(s));
    Entry {
        date: event.date,
        what: tell(&event, picture, lexicon),
        kind: event.kind.clone(),
        mode: event.mode.clone(),
        status: event.status,
        actors: picture.name_list(&event.actors),
        recipients: picture.name_list(&event.recipients),
        place: event.place.as_ref().map(|p| p.name.clone()),
        said_by: said_by(&group, picture),
        // A filter may hide some of a story's reports; what is shown is then all that is counted.
        origins: story.map_or(docs.len(), |s| s.origins.min(docs.len())).max(1),
        confidence: group.iter().map(|k| k.confidence).fold(0.0, f64::max),
        story: event.story,
        events: group.iter().map(|k| k.id.clone()).collect(),
        sources: group.iter().map(|k| picture.cite(&k.doc, k.span)).collect(),
    }
}

fn fullness(kept: Told) -> usize {
    let e = &kept.body;
    let known = [e.date.is_some(), e.place.is_some(), e.mode.is_some(), !e.actors.is_empty(), !e.recipients.is_empty()];
    known.iter().filter(|k| **k).count()
}

/// The voices of a group; none where some author tells it as a fact.
fn said_by(group: &[Told], picture: &Picture) -> Vec<String> {
    let plain = |k: &Told| k.body.said_by.is_empty() || k.body.said_by.contains(&Voice::Author);
    if group.iter().any(plain) {
        return Vec::new();
    }
    let mut voices = Vec::new();
    for voice in group.iter().flat_map(|k| &k.body.said_by) {
        let voice = picture.voice(voice);
        if !voices.contains(&voice) {
            voices.push(voice);
        }
    }
    voices
}
