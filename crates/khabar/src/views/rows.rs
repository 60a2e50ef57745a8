//! One listing a record family, with names for ids and the words for the place. Order: date, then document and place.

use khabar_lexicon::Lexicon;
use khabar_model::{
    AssessmentType, CommitmentStatus, DocumentRecord, EntityId, Form, Kept, Likelihood, Predicate, Record, RecordId, RelationStatus,
    Stance, Status, StoryId, When,
};
use serde::Serialize;
use std::collections::BTreeMap;

use super::picture::{Citation, Named, Picture, one_line};
use super::telling::tell;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRow {
    pub id: RecordId,
    pub date: Option<When>,
    pub date_text: Option<String>,
    #[serde(rename = "type")]
    pub kind: String,
    pub mode: Option<String>,
    pub status: Status,
    pub what: String,
    pub actors: Vec<Named>,
    pub recipients: Vec<Named>,
    pub place: Option<String>,
    pub country: Option<String>,
    pub said_by: Vec<String>,
    pub numbers: BTreeMap<String, f64>,
    pub story: Option<StoryId>,
    pub confidence: f64,
    pub source: Citation,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatementRow {
    pub id: RecordId,
    pub said_by: String,
    pub stance: Stance,
    pub form: Form,
    pub to: Option<Named>,
    pub cue: Option<String>,
    pub confidence: f64,
    pub source: Citation,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommitmentRow {
    pub id: RecordId,
    pub by: Vec<Named>,
    pub to: Vec<Named>,
    pub what: String,
    pub condition: Option<String>,
    pub made: Option<When>,
    pub deadline: Option<When>,
    pub status: CommitmentStatus,
    pub evidence: Vec<RecordId>,
    pub confidence: f64,
    pub source: Citation,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureRow {
    pub id: RecordId,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub approx: bool,
    pub qualifier: Option<String>,
    pub unit: Option<String>,
    pub subject: Option<String>,
    pub entities: Vec<Named>,
    pub as_of: Option<When>,
    pub confidence: f64,
    pub source: Citation,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssessmentRow {
    pub id: RecordId,
    pub by: Vec<String>,
    #[serde(rename = "type")]
    pub kind: AssessmentType,
    pub about: Vec<Named>,
    pub likelihood: Option<Likelihood>,
    pub horizon: Option<When>,
    pub confidence: f64,
    pub source: Citation,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelationRow {
    pub id: RecordId,
    pub subject: Named,
    pub predicate: Predicate,
    pub object: Named,
    pub status: RelationStatus,
    pub confidence: f64,
    pub source: Citation,
}

/// Was the document read for records? Only English is; a text too short to tell counts as English.
pub fn is_coded(document: &DocumentRecord) -> bool {
    document.language.as_deref().is_none_or(|l| l == "en")
}

/// Events by date; those without one come last.
pub fn events(picture: &Picture, lexicon: &Lexicon) -> Vec<EventRow> {
    let row = |k: &Kept<khabar_model::Event<EntityId>>| {
        let event = &k.body;
        EventRow {
            id: k.id.clone(),
            date: event.date,
            date_text: event.date_text.clone(),
            kind: event.kind.clone(),
            mode: event.mode.clone(),
            status: event.status,
            what: tell(event, picture, lexicon),
            actors: picture.name_list(&event.actors),
            recipients: picture.name_list(&event.recipients),
            place: event.place.as_ref().map(|p| p.name.clone()),
            country: event.place.as_ref().and_then(|p| p.country.clone()),
            said_by: event.said_by.iter().map(|v| picture.voice(v)).collect(),
            numbers: event.numbers.clone(),
            story: event.story.clone(),
            confidence: k.confidence,
            source: picture.cite(&k.doc, k.span),
        }
    };
    let rows = picture.records.iter().filter_map(|r| if let Record::Event(k) = r { Some(row(k)) } else { None });
    by_date(rows.collect(), |r| r.date)
}

/// Statements by the date of their document.
pub fn statements(picture: &Picture) -> Vec<StatementRow> {
    let row = |k: &Kept<khabar_model::Statement<EntityId>>| StatementRow {
        id: k.id.clone(),
        said_by: picture.voice(&k.body.source),
        stance: k.body.stance,
        form: k.body.form,
        to: k.body.to.as_ref().map(|id| picture.named(id)),
        cue: k.body.cue.map(|cue| one_line(picture.words(&k.doc, cue))),
        confidence: k.confidence,
        source: picture.cite(&k.doc, k.span),
    };
    let rows = picture.records.iter().filter_map(|r| if let Record::Statement(k) = r { Some(row(k)) } else { None });
    by_date(rows.collect(), |r| r.source.date)
}

/// Commitments by deadline; those without one come last.
pub fn commitments(picture: &Picture) -> Vec<CommitmentRow> {
    let row = |k: &Kept<khabar_model::Commitment<EntityId>>| CommitmentRow {
        id: k.id.clone(),
        by: picture.name_list(&k.body.by),
        to: picture.name_list(&k.body.to),
        what: one_line(&k.body.what),
        condition: k.body.condition.as_deref().map(one_line),
        made: k.body.made,
        deadline: k.body.deadline,
        status: k.body.status,
        evidence: k.body.evidence.clone(),
        confidence: k.confidence,
        source: picture.cite(&k.doc, k.span),
    };
    let rows = picture.records.iter().filter_map(|r| if let Record::Commitment(k) = r { Some(row(k)) } else { None });
    by_date(rows.collect(), |r| r.deadline)
}

/// Measures by what they are as of, else by the date of their document.
pub fn measures(picture: &Picture) -> Vec<MeasureRow> {
    let row = |k: &Kept<khabar_model::Measure<EntityId>>| MeasureRow {
        id: k.id.clone(),
        value: k.body.value,
        low: k.body.low,
        high: k.body.high,
        approx: k.body.approx,
        qualifier: k.body.qualifier.clone(),
        unit: k.body.unit.clone(),
        subject: k.body.subject.as_deref().map(one_line),
        entities: picture.name_list(&k.body.entities),
        as_of: k.body.as_of,
        confidence: k.confidence,
        source: picture.cite(&k.doc, k.span),
    };
    let rows = picture.records.iter().filter_map(|r| if let Record::Measure(k) = r { Some(row(k)) } else { None });
    by_date(rows.collect(), |r| r.as_of.or(r.source.date))
}

/// Assessments by horizon; those without one come last.
pub fn assessments(picture: &Picture) -> Vec<AssessmentRow> {
    let row = |k: &Kept<khabar_model::Assessment<EntityId>>| AssessmentRow {
        id: k.id.clone(),
        by: k.body.by.iter().map(|v| picture.speaker(v, &k.doc)).collect(),
        kind: k.body.kind,
        about: picture.name_list(&k.body.about),
        likelihood: k.body.likelihood.clone(),
        horizon: k.body.horizon,
        confidence: k.confidence,
        source: picture.cite(&k.doc, k.span),
    };
    let rows = picture.records.iter().filter_map(|r| if let Record::Assessment(k) = r { Some(row(k)) } else { None });
    by_date(rows.collect(), |r| r.horizon)
}

/// Relations by subject, predicate and object.
pub fn relations(picture: &Picture) -> Vec<RelationRow> {
    let row = |k: &Kept<khabar_model::Relation<EntityId>>| RelationRow {
        id: k.id.clone(),
        subject: picture.named(&k.body.subject),
        predicate: k.body.predicate,
        object: picture.named(&k.body.object),
        status: k.body.status,
        confidence: k.confidence,
        source: picture.cite(&k.doc, k.span),
    };
    let rows = picture.records.iter().filter_map(|r| if let Record::Relation(k) = r { Some(row(k)) } else { None });
    let mut rows: Vec<RelationRow> = rows.collect();
    rows.sort_by(|a, b| (&a.subject.name, a.predicate, &a.object.name).cmp(&(&b.subject.name, b.predicate, &b.object.name)));
    rows
}

/// Stable: equal dates keep the order of documents and places; what has no date comes last.
fn by_date<T>(mut rows: Vec<T>, date: impl Fn(&T) -> Option<When>) -> Vec<T> {
    rows.sort_by_key(|row| {
        let date = date(row);
        (date.is_none(), date)
    });
    rows
}
