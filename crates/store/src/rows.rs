//! A record as rows: the line of the record format, what filters look at, and the family's own table.

use crate::Family;
use crate::fold::fold;
use khabar_model::{Chars, DocId, EntityId, Event, Record, Voice, When};
use rusqlite::{Connection, OptionalExtension, params};

type Done = rusqlite::Result<()>;

/// First and last day, ISO 8601.
pub(crate) fn days(when: Option<When>) -> (Option<String>, Option<String>) {
    (when.map(|w| w.start.to_string()), when.map(|w| w.end.to_string()))
}

pub(crate) fn iso(when: Option<When>) -> Option<String> {
    when.map(|w| w.to_string())
}

/// A participant: an entity, or a voice that is none (`author`, `anonymous: ...`).
struct Part<'a> {
    role: &'static str,
    entity: Option<&'a EntityId>,
    voice: Option<String>,
}

fn entity<'a>(role: &'static str, id: &'a EntityId) -> Part<'a> {
    Part { role, entity: Some(id), voice: None }
}

fn voice<'a>(role: &'static str, voice: &'a Voice<EntityId>) -> Part<'a> {
    match voice {
        Voice::Author => Part { role, entity: None, voice: Some("author".into()) },
        Voice::Entity(id) => entity(role, id),
        Voice::Anonymous(words) => Part { role, entity: None, voice: Some(format!("anonymous: {words}")) },
    }
}

/// What every family has.
struct Common<'a> {
    family: Family,
    id: &'a str,
    doc: &'a DocId,
    span: Chars,
    kind: Option<&'a str>,
    subtype: Option<&'a str>,
    status: Option<&'a str>,
    when: Option<When>,
    confidence: f64,
    parts: Vec<Part<'a>>,
}

/// None for documents, entities and stories, which are not kept by record.
fn common(record: &Record) -> Option<Common<'_>> {
    macro_rules! row {
        ($family:ident, $r:ident, $kind:expr, $subtype:expr, $status:expr, $when:expr, $parts:expr) => {
            Some(Common {
                family: Family::$family,
                id: &$r.id.0,
                doc: &$r.doc,
                span: $r.span,
                kind: $kind,
                subtype: $subtype,
                status: $status,
                when: $when,
                confidence: $r.confidence,
                parts: $parts.collect(),
            })
        };
    }
    let many = |role: &'static str, ids| <[EntityId]>::iter(ids).map(move |e| entity(role, e));
    match record {
        Record::Event(r) => {
            let b = &r.body;
            let place = b.place.as_ref().and_then(|p| p.entity.as_ref());
            let parts = many("actor", &b.actors)
                .chain(many("recipient", &b.recipients))
                .chain(place.map(|e| entity("place", e)))
                .chain(b.said_by.iter().map(|v| voice("said_by", v)));
            row!(Event, r, Some(b.kind.as_str()), b.mode.as_deref(), Some(b.status.as_str()), b.date, parts)
        }
        Record::Statement(r) => {
            let b = &r.body;
            let parts = std::iter::once(voice("source", &b.source)).chain(b.to.iter().map(|e| entity("to", e)));
            row!(Statement, r, Some(b.stance.as_str()), Some(b.form.as_str()), None, None, parts)
        }
        Record::Commitment(r) => {
            let b = &r.body;
            row!(Commitment, r, None, None, Some(b.status.as_str()), b.made, many("by", &b.by).chain(many("to", &b.to)))
        }
        Record::Measure(r) => row!(Measure, r, r.body.unit.as_deref(), None, None, r.body.as_of, many("entity", &r.body.entities)),
        Record::Assessment(r) => {
            let b = &r.body;
            let parts = b.by.iter().map(|v| voice("by", v)).chain(many("about", &b.about));
            row!(Assessment, r, Some(b.kind.as_str()), None, None, None, parts)
        }
        Record::Relation(r) => {
            let b = &r.body;
            let parts = [entity("subject", &b.subject), entity("object", &b.object)].into_iter();
            row!(Relation, r, Some(b.predicate.as_str()), None, Some(b.status.as_str()), None, parts)
        }
        Record::Document(_) | Record::Entity(_) | Record::Story(_) => None,
    }
}

/// Writes one record. False where a record of this id is there already: the first one stays.
pub(crate) fn insert(db: &Connection, record: &Record) -> rusqlite::Result<bool> {
    let Some(c) = common(record) else { return Ok(true) };
    let json = serde_json::to_string(record).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    let (from, to) = days(c.when);
    let new = db.prepare_cached("INSERT INTO records VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING")?.execute(params![
        c.id,
        c.family.as_str(),
        c.doc.0,
        c.span.start,
        c.span.end,
        c.kind,
        c.subtype,
        c.status,
        from,
        to,
        c.confidence,
        json
    ])?;
    if new == 0 {
        return Ok(false);
    }
    let mut put = db.prepare_cached("INSERT INTO participants VALUES (?,?,?,?,?)")?;
    for (n, part) in c.parts.iter().enumerate() {
        put.execute(params![c.id, part.role, n, part.entity.map(|e| &e.0), part.voice])?;
    }
    own_table(db, record)?;
    Ok(true)
}

fn own_table(db: &Connection, record: &Record) -> Done {
    match record {
        Record::Event(r) => event(db, &r.id.0, &r.doc.0, &r.body),
        Record::Statement(r) => {
            let (b, cue) = (&r.body, r.body.cue);
            let row = params![r.id.0, r.doc.0, cue.map(|c| c.start), cue.map(|c| c.end), b.form.as_str(), b.stance.as_str()];
            db.prepare_cached("INSERT INTO statements VALUES (?,?,?,?,?,?)")?.execute(row).map(drop)
        }
        Record::Commitment(r) => {
            let b = &r.body;
            let ((m1, m2), (d1, d2)) = (days(b.made), days(b.deadline));
            let (made, deadline, status) = (iso(b.made), iso(b.deadline), b.status.as_str());
            let row = params![r.id.0, r.doc.0, b.what, b.condition, made, m1, m2, deadline, d1, d2, status];
            db.prepare_cached("INSERT INTO commitments VALUES (?,?,?,?,?,?,?,?,?,?,?)")?.execute(row)?;
            let mut put = db.prepare_cached("INSERT INTO commitment_evidence VALUES (?,?,?)")?;
            b.evidence.iter().enumerate().try_for_each(|(n, e)| put.execute(params![r.id.0, n, e.0]).map(drop))
        }
        Record::Measure(r) => {
            let b = &r.body;
            let (a1, a2) = days(b.as_of);
            let row = params![r.id.0, r.doc.0, b.value, b.low, b.high, b.approx, b.qualifier, b.unit, b.subject, iso(b.as_of), a1, a2];
            db.prepare_cached("INSERT INTO measures VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")?.execute(row).map(drop)
        }
        Record::Assessment(r) => {
            let (b, l) = (&r.body, r.body.likelihood.as_ref());
            let (h1, h2) = days(b.horizon);
            let (words, scale) = (l.map(|l| &l.words), l.map(|l| &l.scale));
            let (low, high) = (l.and_then(|l| l.low), l.and_then(|l| l.high));
            let row = params![r.id.0, r.doc.0, b.kind.as_str(), words, low, high, scale, iso(b.horizon), h1, h2];
            db.prepare_cached("INSERT INTO assessments VALUES (?,?,?,?,?,?,?,?,?,?)")?.execute(row).map(drop)
        }
        Record::Relation(r) => {
            let b = &r.body;
            let row = params![r.id.0, r.doc.0, b.subject.0, b.predicate.as_str(), b.object.0, b.status.as_str()];
            db.prepare_cached("INSERT INTO relations VALUES (?,?,?,?,?,?)")?.execute(row).map(drop)
        }
        Record::Document(_) | Record::Entity(_) | Record::Story(_) => Ok(()),
    }
}

fn event(db: &Connection, id: &str, doc: &str, b: &Event<EntityId>) -> Done {
    let (from, to) = days(b.date);
    let p = b.place.as_ref();
    let row = params![
        id,
        doc,
        b.trigger.start,
        b.trigger.end,
        b.kind,
        b.mode,
        b.status.as_str(),
        iso(b.date),
        from,
        to,
        b.date_text,
        p.map(|p| &p.name),
        p.and_then(|p| p.entity.as_ref()).map(|e| &e.0),
        p.and_then(|p| p.lat),
        p.and_then(|p| p.lon),
        p.and_then(|p| p.country.as_ref()),
        p.and_then(|p| p.precision).map(|p| p.as_str()),
        b.story.as_ref().map(|s| &s.0)
    ];
    db.prepare_cached("INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?.execute(row)?;
    let mut put = db.prepare_cached("INSERT INTO event_numbers VALUES (?,?,?)")?;
    for (what, value) in &b.numbers {
        put.execute(params![id, what, value])?;
    }
    p.map_or(Ok(()), |p| place_name(db, &p.name))
}

/// Makes a place's name findable. Names stay when the events that they came from go: they then find nothing.
fn place_name(db: &Connection, name: &str) -> Done {
    let id: Option<i64> = db
        .prepare_cached("INSERT INTO places (name) VALUES (?) ON CONFLICT (name) DO NOTHING RETURNING id")?
        .query_row([name], |r| r.get(0))
        .optional()?;
    let Some(id) = id else { return Ok(()) };
    db.prepare_cached("INSERT INTO place_search (rowid, name) VALUES (?,?)")?.execute(params![id, fold(name)]).map(drop)
}
