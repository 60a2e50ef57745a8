//! From drafts to records: who is who across documents, ids that follow from content, stories.
//!
//! Identity across documents is conservative for now: one entry of the general actor list, or one full name
//! after folding. A single-word personal name and a thing without a name stay within their document. Ids follow
//! from content alone, so two machines agree and the order of documents does not matter.

mod ids;

use ids::Identities;
use khabar_model::{
    Assessment, Commitment, Doc, DocumentRecord, Draft, EntityId, EntityRecord, Event, Found, Kept, Measure, MentionAt, Place, Record,
    RecordId, Relation, Resolution, Statement, Status, StoryId, Voice, content_id,
};
use std::collections::{BTreeMap, BTreeSet};

/// Longest time, in days, that events of one story may lie apart by what is told of their date.
const STORY_DAYS: i64 = 3;

/// Settles the drafts of one document.
pub fn resolve(doc: &Doc, drafts: Vec<Draft>) -> Resolution {
    let ids = Identities::of(doc);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut records: Vec<Record> = drafts.into_iter().map(|d| record(doc, &ids, d, &mut seen)).collect();
    let used: BTreeSet<EntityId> = records.iter().flat_map(participants).collect();
    let entities = entities(doc, &ids, &used);
    let kept: BTreeSet<&EntityId> = entities.iter().map(|e| &e.id).collect();
    debug_assert!(records.iter().flat_map(participants).all(|e| kept.contains(&e)));
    records.sort_by_key(place_of);
    Resolution { document: document(doc), entities, records }
}

fn document(doc: &Doc) -> DocumentRecord {
    let (s, f) = (&doc.source, &doc.facts);
    DocumentRecord {
        id: s.id.clone(),
        path: s.path.clone(),
        title: f.title.clone(),
        publisher: f.publisher.clone(),
        authors: f.authors.clone(),
        date: f.date,
        date_source: f.date_source,
        genre: f.genre,
        language: f.language.clone(),
        sha256: s.sha256.clone(),
        chars: s.text.chars().count(),
    }
}

/// Entities that act, are named, or stand in a record; those that share an id are one.
fn entities(doc: &Doc, ids: &Identities, used: &BTreeSet<EntityId>) -> Vec<EntityRecord> {
    let mut out: BTreeMap<EntityId, EntityRecord> = BTreeMap::new();
    for (i, c) in doc.entities.iter().enumerate() {
        let id = ids.get(i);
        if !c.named && !used.contains(id) {
            continue;
        }
        let mentions = c.mentions.iter().map(|&m| MentionAt { doc: doc.source.id.clone(), span: doc.chars(doc.mentions[m].span) });
        let entry = out.entry(id.clone()).or_insert_with(|| EntityRecord {
            id: id.clone(),
            name: c.name.clone(),
            kind: c.kind,
            country: c.country.clone(),
            sector: c.sector.clone(),
            aliases: Vec::new(),
            mentions: Vec::new(),
        });
        entry.mentions.extend(mentions);
        for alias in &c.aliases {
            if !entry.aliases.contains(alias) {
                entry.aliases.push(alias.clone());
            }
        }
    }
    let mut out: Vec<EntityRecord> = out.into_values().collect();
    for e in &mut out {
        e.mentions.sort();
        e.mentions.dedup();
    }
    out
}

fn record(doc: &Doc, ids: &Identities, draft: Draft, seen: &mut BTreeMap<String, usize>) -> Record {
    let mut keep = Keeper { doc, seen };
    match draft {
        Draft::Event(f) => {
            let kind = f.body.kind.clone();
            keep.kept("ev", &kind, f, |b| event(b, ids), Record::Event)
        }
        Draft::Statement(f) => keep.kept("st", "", f, |b| statement(b, ids), Record::Statement),
        Draft::Commitment(f) => keep.kept("cm", "", f, |b| commitment(b, ids), Record::Commitment),
        Draft::Measure(f) => keep.kept("me", "", f, |b| measure(b, ids), Record::Measure),
        Draft::Assessment(f) => {
            let kind = f.body.kind;
            keep.kept("as", kind.as_str(), f, |b| assessment(b, ids), Record::Assessment)
        }
        Draft::Relation(f) => {
            let kind = f.body.predicate;
            keep.kept("re", kind.as_str(), f, |b| relation(b, ids), Record::Relation)
        }
    }
}

/// Gives records their ids: family, document, place and kind; a second one of the same place is numbered.
struct Keeper<'a> {
    doc: &'a Doc,
    seen: &'a mut BTreeMap<String, usize>,
}

impl Keeper<'_> {
    fn kept<A, B>(&mut self, family: &str, kind: &str, found: Found<A>, body: impl Fn(A) -> B, wrap: impl Fn(Kept<B>) -> Record) -> Record {
        let doc = self.doc.source.id.clone();
        let place = format!("{}-{}", found.span.start, found.span.end);
        let id = content_id(family, [doc.0.as_str(), &place, kind]);
        let n = self.seen.entry(id.clone()).or_default();
        *n += 1;
        let id = if *n == 1 { id } else { content_id(family, [doc.0.as_str(), &place, kind, &n.to_string()]) };
        wrap(Kept { id: RecordId(id), doc, span: found.span, body: body(found.body), confidence: found.confidence })
    }
}

fn event(e: Event<usize>, ids: &Identities) -> Event<EntityId> {
    let (actors, recipients) = (ids.all(e.actors), ids.all(e.recipients));
    let story = story(&e.kind, e.status, e.date, &actors, &recipients);
    Event {
        trigger: e.trigger,
        kind: e.kind,
        mode: e.mode,
        actors,
        recipients,
        date: e.date,
        date_text: e.date_text,
        place: e.place.map(|p| place(p, ids)),
        status: e.status,
        said_by: e.said_by.into_iter().map(|v| voice(v, ids)).collect(),
        numbers: e.numbers,
        story,
    }
}

/// Events are plainly one story where type, known parties and a narrow date agree.
fn story(kind: &str, status: Status, date: Option<khabar_model::When>, actors: &[EntityId], recipients: &[EntityId]) -> Option<StoryId> {
    let date = date.filter(|d| d.days() <= STORY_DAYS)?;
    if status != Status::Occurred || (actors.is_empty() && recipients.is_empty()) {
        return None;
    }
    let sorted = |ids: &[EntityId]| ids.iter().map(|i| i.0.as_str()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ");
    Some(StoryId(content_id("s", [kind, &date.to_string(), &sorted(actors), &sorted(recipients)])))
}

fn place(p: Place<usize>, ids: &Identities) -> Place<EntityId> {
    Place { name: p.name, entity: p.entity.map(|e| ids.get(e).clone()), lat: p.lat, lon: p.lon, country: p.country, precision: p.precision }
}

fn voice(v: Voice<usize>, ids: &Identities) -> Voice<EntityId> {
    match v {
        Voice::Author => Voice::Author,
        Voice::Entity(e) => Voice::Entity(ids.get(e).clone()),
        Voice::Anonymous(words) => Voice::Anonymous(words),
    }
}

fn statement(s: Statement<usize>, ids: &Identities) -> Statement<EntityId> {
    Statement { source: voice(s.source, ids), cue: s.cue, form: s.form, stance: s.stance, to: s.to.map(|e| ids.get(e).clone()) }
}

fn commitment(c: Commitment<usize>, ids: &Identities) -> Commitment<EntityId> {
    Commitment {
        by: ids.all(c.by),
        to: ids.all(c.to),
        what: c.what,
        condition: c.condition,
        made: c.made,
        deadline: c.deadline,
        status: c.status,
        evidence: c.evidence,
    }
}

fn measure(m: Measure<usize>, ids: &Identities) -> Measure<EntityId> {
    Measure {
        value: m.value,
        low: m.low,
        high: m.high,
        approx: m.approx,
        qualifier: m.qualifier,
        unit: m.unit,
        subject: m.subject,
        entities: ids.all(m.entities),
        as_of: m.as_of,
    }
}

fn assessment(a: Assessment<usize>, ids: &Identities) -> Assessment<EntityId> {
    let by = a.by.into_iter().map(|v| voice(v, ids)).collect();
    Assessment { by, kind: a.kind, about: ids.all(a.about), likelihood: a.likelihood, horizon: a.horizon }
}

fn relation(r: Relation<usize>, ids: &Identities) -> Relation<EntityId> {
    Relation { subject: ids.get(r.subject).clone(), predicate: r.predicate, object: ids.get(r.object).clone(), status: r.status }
}

/// Every entity that a record names.
fn participants(r: &Record) -> Vec<EntityId> {
    let voices =
        |v: &[Voice<EntityId>]| v.iter().filter_map(|v| if let Voice::Entity(e) = v { Some(e.clone()) } else { None }).collect::<Vec<_>>();
    match r {
        Record::Event(k) => {
            let place = k.body.place.iter().filter_map(|p| p.entity.clone());
            [k.body.actors.clone(), k.body.recipients.clone(), voices(&k.body.said_by), place.collect()].concat()
        }
        Record::Statement(k) => [voices(std::slice::from_ref(&k.body.source)), k.body.to.iter().cloned().collect()].concat(),
        Record::Commitment(k) => [k.body.by.clone(), k.body.to.clone()].concat(),
        Record::Measure(k) => k.body.entities.clone(),
        Record::Assessment(k) => [voices(&k.body.by), k.body.about.clone()].concat(),
        Record::Relation(k) => vec![k.body.subject.clone(), k.body.object.clone()],
        Record::Document(_) | Record::Entity(_) | Record::Story(_) => Vec::new(),
    }
}

/// What records are sorted by: place in the text, then id.
fn place_of(r: &Record) -> (usize, usize, String) {
    let at = |span: khabar_model::Chars, id: &RecordId| (span.start, span.end, id.0.clone());
    match r {
        Record::Event(k) => at(k.span, &k.id),
        Record::Statement(k) => at(k.span, &k.id),
        Record::Commitment(k) => at(k.span, &k.id),
        Record::Measure(k) => at(k.span, &k.id),
        Record::Assessment(k) => at(k.span, &k.id),
        Record::Relation(k) => at(k.span, &k.id),
        Record::Document(_) | Record::Entity(_) | Record::Story(_) => (0, 0, String::new()),
    }
}
