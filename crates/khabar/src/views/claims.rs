//! Who claims and who denies: a denial is put beside the claim that it answers, where both speak of the same act.

use khabar_model::{DocId, EntityId, Kept, Record, Stance, Statement, StoryId, Voice};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::picture::Picture;
use super::rows::StatementRow;

/// A claim and the denials that answer it. A denial of something that nobody on the desk claims stands as `claim`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exchange {
    pub claim: StatementRow,
    pub denials: Vec<StatementRow>,
}

/// What a statement speaks of.
struct About<'a> {
    kept: &'a Kept<Statement<EntityId>>,
    entities: BTreeSet<&'a EntityId>,
    acts: BTreeSet<&'a str>,
    stories: BTreeSet<&'a StoryId>,
}

/// Exchanges with denials first, then accusations, denials and doubts without a counterpart, then other claims;
/// within each, in the order of `rows` (by date).
pub fn exchanges(picture: &Picture, rows: &[StatementRow]) -> Vec<Exchange> {
    let about = about(picture);
    let mut answers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    for denial in about.iter().filter(|a| a.kept.body.stance == Stance::Deny) {
        // The best match; of equals the first.
        let mut best: Option<(usize, &About)> = None;
        for claim in about.iter().filter(|a| a.kept.body.stance != Stance::Deny) {
            let score = likeness(denial, claim);
            if score > 0 && best.is_none_or(|(s, _)| score > s) {
                best = Some((score, claim));
            }
        }
        if let Some((_, claim)) = best {
            answers.entry(&claim.kept.id.0).or_default().push(&denial.kept.id.0);
            placed.insert(&denial.kept.id.0);
        }
    }
    let by_id: BTreeMap<&str, &StatementRow> = rows.iter().map(|r| (r.id.0.as_str(), r)).collect();
    let mut exchanges: Vec<Exchange> = rows
        .iter()
        .filter(|r| !placed.contains(r.id.0.as_str()))
        .map(|r| Exchange {
            claim: r.clone(),
            denials: answers.get(r.id.0.as_str()).into_iter().flatten().filter_map(|d| by_id.get(d)).map(|d| (*d).clone()).collect(),
        })
        .collect();
    exchanges.sort_by_key(|e| if e.denials.is_empty() { 1 + rank(e.claim.stance) } else { 0 });
    exchanges
}

fn rank(stance: Stance) -> usize {
    match stance {
        Stance::Accuse | Stance::Deny | Stance::Doubt => 0,
        _ => 1,
    }
}

/// Code points from a claim to a denial that speaks of the same kind of act a sentence or two later.
const NEAR: usize = 250;
/// Code points from an accusation to a denial that follows at once.
const NEXT: usize = 60;

/// Code points between a claim and a later denial in the same document.
fn gap(denial: &About, claim: &About) -> Option<usize> {
    let same = denial.kept.doc == claim.kept.doc;
    denial.kept.span.start.checked_sub(claim.kept.span.end).filter(|_| same)
}

/// How surely a denial answers a claim; 0 where they do not plainly speak of one thing.
fn likeness(denial: &About, claim: &About) -> usize {
    let (d, c) = (&denial.kept.body, &claim.kept.body);
    if d.source == c.source || d.source == Voice::Author {
        return 0;
    }
    let shared = denial.entities.intersection(&claim.entities).count();
    let acts = denial.acts.intersection(&claim.acts).count();
    let stories = denial.stories.intersection(&claim.stories).count();
    let accused = matches!(&d.source, Voice::Entity(id) if claim.entities.contains(id)) && c.stance == Stance::Accuse;
    let addressed = matches!(&c.source, Voice::Entity(id) if denial.entities.contains(id) || d.to.as_ref() == Some(id));
    let after = gap(denial, claim);
    let near = after.is_some_and(|n| n <= NEAR);
    let same_act = stories > 0 || acts > 0 && (shared > 0 || accused || near);
    // "... accused the trader of selling rifles. His lawyer called the charge false."
    let retort = c.stance == Stance::Accuse && after.is_some_and(|n| n <= NEXT);
    if !same_act && !retort && !(accused && (shared > 0 || addressed)) {
        return 0;
    }
    let near = usize::from(retort) + usize::from(near) + usize::from(denial.kept.doc == claim.kept.doc);
    6 * stories + 3 * acts + 2 * shared + 3 * usize::from(accused) + 2 * usize::from(addressed) + near
}

fn about<'a>(picture: &'a Picture) -> Vec<About<'a>> {
    let mut mentions: BTreeMap<&DocId, Vec<(khabar_model::Chars, &EntityId)>> = BTreeMap::new();
    for entity in picture.entities.values() {
        for at in &entity.mentions {
            mentions.entry(&at.doc).or_default().push((at.span, &entity.id));
        }
    }
    let mut events: BTreeMap<&DocId, Vec<_>> = BTreeMap::new();
    for record in &picture.records {
        if let Record::Event(k) = record {
            events.entry(&k.doc).or_default().push(k);
        }
    }
    let one = |kept: &'a Kept<Statement<EntityId>>| {
        let Kept { doc, span, .. } = kept;
        let within = |inner: khabar_model::Chars| span.start <= inner.start && inner.end <= span.end;
        let mut about = About { kept, entities: BTreeSet::new(), acts: BTreeSet::new(), stories: BTreeSet::new() };
        about.entities.extend(mentions.get(doc).into_iter().flatten().filter(|(at, _)| within(*at)).map(|(_, id)| *id));
        for event in events.get(doc).into_iter().flatten().filter(|e| within(e.body.trigger)) {
            about.acts.insert(&event.body.kind);
            about.stories.extend(&event.body.story);
            about.entities.extend(event.body.actors.iter().chain(&event.body.recipients));
        }
        about
    };
    picture.records.iter().filter_map(|r| if let Record::Statement(k) = r { Some(one(k)) } else { None }).collect()
}
