//! Who claims and who denies: a denial is put beside the claim that it answers, where both speak of the same act.

use khabar_model::{Chars, DocId, EntityId, Event, Kept, Record, Stance, Statement, Voice};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::picture::Picture;
use super::rows::StatementRow;

/// A claim and the denials that answer it. A denial of something that nobody on the desk claims stands as `claim`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exchange {
    pub claim: StatementRow,
    pub denials: Vec<StatementRow>,
}

/// What a statement speaks of: numbers of entities, act types and stories, each sorted and once.
struct About<'a> {
    kept: &'a Kept<Statement<EntityId>>,
    entities: Vec<u32>,
    acts: Vec<u32>,
    stories: Vec<u32>,
    source: Option<u32>,
    to: Option<u32>,
}

/// Exchanges with denials first, then accusations, denials and doubts without a counterpart, then other claims;
/// within each, in the order of `rows` (by date).
pub fn exchanges(picture: &Picture, rows: &[StatementRow]) -> Vec<Exchange> {
    let about = about(picture);
    let mut answers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    let mut shelf = Shelf::new(&about);
    for denial in about.iter().filter(|a| a.kept.body.stance == Stance::Deny) {
        // The best match; of equals the first.
        let scored = shelf.near(denial).map(|(n, claim)| (likeness(denial, claim), Reverse(n))).max();
        if let Some((_, Reverse(n))) = scored.filter(|(score, _)| *score > 0) {
            answers.entry(&about[n].kept.id.0).or_default().push(&denial.kept.id.0);
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

/// How surely a denial answers a claim; 0 where they do not plainly speak of one thing. What is not 0 is on the [`Shelf`].
fn likeness(denial: &About, claim: &About) -> usize {
    let (d, c) = (&denial.kept.body, &claim.kept.body);
    if d.source == c.source || d.source == Voice::Author {
        return 0;
    }
    let shared = common(&denial.entities, &claim.entities);
    let acts = common(&denial.acts, &claim.acts);
    let stories = common(&denial.stories, &claim.stories);
    let accused = c.stance == Stance::Accuse && denial.source.is_some_and(|id| claim.entities.contains(&id));
    let addressed = claim.source.is_some_and(|id| denial.entities.contains(&id) || denial.to == Some(id));
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

/// How many numbers two sorted lists share.
fn common(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|n| b.binary_search(n).is_ok()).count()
}

/// Claims by what a denial must share with one to answer it, so that a denial is not held against every claim on the desk.
struct Shelf<'a> {
    about: &'a [About<'a>],
    by_doc: BTreeMap<&'a DocId, Vec<usize>>,
    by_story: BTreeMap<u32, Vec<usize>>,
    /// By act type and party.
    by_act: BTreeMap<(u32, u32), Vec<usize>>,
    /// Accusations by those that they name.
    accused: BTreeMap<u32, Vec<usize>>,
    /// By claim: the last call of [`Shelf::near`] that named it.
    named: Vec<usize>,
    calls: usize,
}

impl<'a> Shelf<'a> {
    fn new(about: &'a [About<'a>]) -> Shelf<'a> {
        let mut shelf = Shelf {
            about,
            by_doc: BTreeMap::new(),
            by_story: BTreeMap::new(),
            by_act: BTreeMap::new(),
            accused: BTreeMap::new(),
            named: vec![0; about.len()],
            calls: 0,
        };
        for (n, claim) in about.iter().enumerate().filter(|(_, a)| a.kept.body.stance != Stance::Deny) {
            shelf.by_doc.entry(&claim.kept.doc).or_default().push(n);
            for story in &claim.stories {
                shelf.by_story.entry(*story).or_default().push(n);
            }
            for entity in &claim.entities {
                for act in &claim.acts {
                    shelf.by_act.entry((*act, *entity)).or_default().push(n);
                }
                if claim.kept.body.stance == Stance::Accuse {
                    shelf.accused.entry(*entity).or_default().push(n);
                }
            }
        }
        shelf
    }

    /// Each claim once that `denial` may answer: of its document, of its stories, of its acts by or against its parties,
    /// or an accusation of its source.
    fn near(&mut self, denial: &About) -> impl Iterator<Item = (usize, &'a About<'a>)> {
        self.calls += 1;
        let parties = || denial.entities.iter().chain(&denial.source);
        let acts = denial.acts.iter().flat_map(|act| parties().map(|party| (*act, *party)));
        let lists = self
            .by_doc
            .get(&denial.kept.doc)
            .into_iter()
            .chain(denial.stories.iter().filter_map(|s| self.by_story.get(s)))
            .chain(acts.filter_map(|key| self.by_act.get(&key)))
            .chain(denial.source.iter().filter_map(|s| self.accused.get(s)));
        let mut found = Vec::new();
        for &n in lists.flatten() {
            if self.named[n] != self.calls {
                self.named[n] = self.calls;
                found.push(n);
            }
        }
        let about = self.about;
        found.into_iter().map(move |n| (n, &about[n]))
    }
}

/// A number for each different value, in the order of their first sight.
struct Numbers<T>(BTreeMap<T, u32>);

impl<T: Ord> Numbers<T> {
    fn of(&mut self, value: T) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(value).or_insert(next)
    }
}

fn about<'a>(picture: &'a Picture) -> Vec<About<'a>> {
    let (mut parties, mut acts, mut stories) = (Numbers(BTreeMap::new()), Numbers(BTreeMap::new()), Numbers(BTreeMap::new()));
    let mut mentions: BTreeMap<&DocId, Vec<(Chars, u32)>> = BTreeMap::new();
    for entity in picture.entities.values() {
        let number = parties.of(&entity.id);
        for at in &entity.mentions {
            mentions.entry(&at.doc).or_default().push((at.span, number));
        }
    }
    let mut events: BTreeMap<&DocId, Vec<&Event<EntityId>>> = BTreeMap::new();
    for record in &picture.records {
        if let Record::Event(k) = record {
            events.entry(&k.doc).or_default().push(&k.body);
        }
    }
    let mut one = |kept: &'a Kept<Statement<EntityId>>| {
        let Kept { doc, span, body, .. } = kept;
        let within = |inner: Chars| span.start <= inner.start && inner.end <= span.end;
        let source = if let Voice::Entity(id) = &body.source { Some(parties.of(id)) } else { None };
        let to = body.to.as_ref().map(|id| parties.of(id));
        let mut about = About { kept, entities: Vec::new(), acts: Vec::new(), stories: Vec::new(), source, to };
        about.entities.extend(mentions.get(doc).into_iter().flatten().filter(|(at, _)| within(*at)).map(|(_, n)| *n));
        for event in events.get(doc).into_iter().flatten().filter(|e| within(e.trigger)) {
            about.acts.push(acts.of(event.kind.as_str()));
            about.stories.extend(event.story.iter().map(|s| stories.of(s)));
            about.entities.extend(event.actors.iter().chain(&event.recipients).map(|id| parties.of(id)));
        }
        for list in [&mut about.entities, &mut about.acts, &mut about.stories] {
            list.sort_unstable();
            list.dedup();
        }
        about
    };
    picture.records.iter().filter_map(|r| if let Record::Statement(k) = r { Some(one(k)) } else { None }).collect()
}
