//! In-document entities: which mentions are one thing.
//!
//! Names decide first (same name, acronym in brackets, a person's last name, the general actor list); then the
//! neural reader's links join descriptions and pronouns to them, the surest link first. A link that would make
//! one of two different names, or a person of a group, is not followed.

use crate::names::{self, Name, Reference, Scene};
use crate::neural::Findings;
use khabar_lexicon::{Lexicon, fold};
use khabar_model::{Cluster, EntityType, Sentence, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A mention as the neural reader tagged it, before it is known whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged {
    pub span: Span,
    pub kind: EntityType,
    pub score: f32,
    /// Found by rule where the model tagged nothing.
    pub by_rule: bool,
}

/// "Mention `later` speaks of what mention `earlier` speaks of", with the model's probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    pub later: usize,
    pub earlier: usize,
    pub score: f32,
}

/// The entities of a document; `of[m]` is the entity of mention m, `speaker[s]` that of speaker s.
#[derive(Debug, Clone, Default)]
pub struct Entities {
    pub clusters: Vec<Cluster>,
    pub of: Vec<usize>,
    pub speaker: Vec<usize>,
}

/// Links of names and descriptions below this are not followed.
const FOLLOW: f32 = 0.5;
/// A pronoun stands for something: a weaker link will do.
const FOLLOW_PRONOUN: f32 = 0.15;

/// Groups mentions (in text order) and speakers into entities.
pub fn entities(
    text: &str,
    sentences: &[Sentence],
    found: &Findings,
    speakers: &[String],
    voices: &[(usize, usize)],
    scene: &Scene,
) -> Entities {
    let lex = scene.lex;
    let mentions = &found.mentions[..];
    let mut g = Groups::new(text, sentences, mentions, speakers, scene);
    g.join_names(text);
    g.join_titles(lex);
    g.join_voices(voices);
    g.join_links(&found.links);
    g.join_descriptions();
    g.finish(mentions, speakers.len(), lex)
}

/// Union-find over mentions, then speakers; each root knows what may not be merged.
struct Groups {
    parent: Vec<usize>,
    refs: Vec<Reference>,
    kinds: Vec<EntityType>,
    spans: Vec<Span>,
    known: Vec<Option<String>>,
    names: Vec<Vec<Name>>,
}

impl Groups {
    fn new(text: &str, sentences: &[Sentence], mentions: &[Tagged], speakers: &[String], scene: &Scene) -> Groups {
        let opens = |m: &Tagged| sentences.binary_search_by_key(&m.span.start, |s| s.span.start).is_ok();
        let from_text = mentions.iter().map(|m| (names::reference(m.span.of(text), m.kind, opens(m), scene), m.kind, m.span));
        let nowhere = Span::new(0, 0);
        let from_label = speakers.iter().map(|s| (names::reference(s, EntityType::Person, false, scene), EntityType::Person, nowhere));
        let mut g =
            Groups { parent: Vec::new(), refs: Vec::new(), kinds: Vec::new(), spans: Vec::new(), known: Vec::new(), names: Vec::new() };
        for (i, (reference, kind, span)) in from_text.chain(from_label).enumerate() {
            g.parent.push(i);
            g.known.push(match &reference {
                Reference::Name(n) => n.known.clone(),
                _ => None,
            });
            g.names.push(match &reference {
                Reference::Name(n) => vec![n.clone()],
                _ => Vec::new(),
            });
            g.refs.push(reference);
            g.kinds.push(kind);
            g.spans.push(span);
        }
        g
    }

    fn root(&self, mut i: usize) -> usize {
        while self.parent[i] != i {
            i = self.parent[i];
        }
        i
    }

    /// Makes one of two groups; the earlier root stays.
    fn merge(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (keep, gone) = (a.min(b), a.max(b));
        self.parent[gone] = keep;
        let names = std::mem::take(&mut self.names[gone]);
        self.names[keep].extend(names);
        if self.known[keep].is_none() {
            self.known[keep] = self.known[gone].take();
        }
    }

    /// Same name or same key of the actor list; acronyms; last names.
    fn join_names(&mut self, text: &str) {
        let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
        for i in 0..self.refs.len() {
            let Reference::Name(n) = self.refs[i].clone() else { continue };
            // the reader's kinds waver: one name is one thing, but for a capital, which may be its state
            let mut keys: Vec<String> = n.known.iter().map(|key| format!("known {key}")).collect();
            if !n.metonym {
                keys.extend(n.forms.iter().map(|f| fold(f)));
            }
            keys.dedup();
            for key in keys {
                match by_key.get(&key) {
                    Some(&first) if self.compatible_keys(first, i) => self.merge(first, i),
                    Some(_) => {}
                    None => {
                        by_key.insert(key, i);
                    }
                }
            }
        }
        self.join_spellings();
        self.join_acronyms(text);
        self.join_last_names();
    }

    /// "Kataib Hizbullah" and "Kataeb Hezbollah": names of several words that differ by a letter or two in each.
    fn join_spellings(&mut self) {
        let mut first: BTreeMap<String, (usize, Name)> = BTreeMap::new();
        for (i, name) in (0..self.refs.len()).filter_map(|i| Some((i, self.name(i)?))) {
            first.entry(name.fold.clone()).or_insert_with(|| (i, name.clone()));
        }
        let named: Vec<(usize, Name)> = first.into_values().collect();
        for (n, (i, a)) in named.iter().enumerate() {
            for (j, b) in &named[..n] {
                if spelt_alike(a, b) && self.compatible_keys(*i, *j) {
                    self.merge(*j, *i);
                }
            }
        }
    }

    /// "Popular Guard (PG)" teaches that PG is the Popular Guard; so do initials that only one name spells.
    fn join_acronyms(&mut self, text: &str) {
        let named: Vec<(usize, Name)> = (0..self.refs.len()).filter_map(|i| Some((i, self.name(i)?.clone()))).collect();
        for (i, short) in named.iter().filter(|(_, n)| is_acronym(&n.core)) {
            let told =
                named.iter().find(|(j, long)| j < i && opens_bracket(text, self.spans[*j], self.spans[*i]) && !is_acronym(&long.core));
            let mut spelt = named.iter().filter(|(_, long)| names::spells(&long.core, &short.core));
            let first = spelt.next();
            let only = first.filter(|(j, _)| spelt.all(|(k, _)| self.root(*k) == self.root(*j)));
            if told.is_some() {
                // the text's own meaning of a short form outranks the general list's
                let root = self.root(*i);
                self.known[root] = None;
            }
            if let Some((j, _)) = told.or(only)
                && (told.is_some() || self.compatible(*i, *j))
            {
                self.merge(*j, *i);
            }
        }
        // every later "PG" or "PGs" is the one in the bracket
        let mut by_short: BTreeMap<String, usize> = BTreeMap::new();
        for (i, n) in named.iter().filter(|(_, n)| is_acronym(&n.core)) {
            let key = n.core.to_uppercase().trim_end_matches('S').to_owned();
            match by_short.get(&key) {
                Some(&first) if self.compatible_keys(*i, first) => self.merge(first, *i),
                Some(_) => {}
                None => {
                    by_short.insert(key, *i);
                }
            }
        }
    }

    /// "Haddad" is Amal Haddad where only one person of the document can be meant.
    fn join_last_names(&mut self) {
        let named: Vec<(usize, Name)> = (0..self.refs.len()).filter_map(|i| Some((i, self.name(i)?.clone()))).collect();
        let people: Vec<(usize, Name)> = named.iter().filter(|(i, _)| self.kinds[*i] == EntityType::Person).cloned().collect();
        let unknown = named.iter().filter(|(_, n)| n.known.is_none() && !is_acronym(&n.core));
        for (i, short) in unknown {
            let parts: Vec<&str> = short.words().collect();
            let mut fits = people.iter().filter(|(_, long)| {
                let words: Vec<&str> = long.words().collect();
                words.len() > parts.len() && (words.ends_with(&parts) || (parts.len() == 1 && words.first() == parts.first()))
            });
            let Some((first, _)) = fits.next() else { continue };
            let one = self.root(*first);
            if fits.all(|(k, _)| self.root(*k) == one) {
                self.merge(one, *i);
            }
        }
    }

    /// "The prime minister" is the one person of the document whose name was told with that title.
    fn join_titles(&mut self, lex: &Lexicon) {
        for i in 0..self.refs.len() {
            let Reference::Description(d) = &self.refs[i] else { continue };
            let Some(title) = lex.titles.find(d).filter(|(at, _)| at.start == 0 && at.end == d.len()).map(|(_, t)| fold(&t.words)) else {
                continue;
            };
            let bears = |n: &Name| n.forms.iter().any(|f| format!(" {} ", fold(f)).contains(&format!(" {title} ")));
            let bearers: BTreeSet<usize> = (0..self.refs.len())
                .filter(|&j| self.kinds[j] == EntityType::Person && self.name(j).is_some_and(bears))
                .map(|j| self.root(j))
                .collect();
            if let (1, Some(&one)) = (bearers.len(), bearers.first()) {
                self.kinds[i] = EntityType::Person;
                self.merge(one, i);
            }
        }
    }

    fn name(&self, i: usize) -> Option<&Name> {
        match &self.refs[i] {
            Reference::Name(n) => Some(n),
            _ => None,
        }
    }

    /// A first-person pronoun speaks of whoever speaks; `voices` pairs it with a mention or (from `first_speaker`) a speaker.
    fn join_voices(&mut self, voices: &[(usize, usize)]) {
        for &(mention, who) in voices {
            let free = matches!(self.refs[mention], Reference::Pronoun { first_person: true }) && self.root(mention) == mention;
            if free || self.compatible(mention, who) {
                self.merge(who, mention);
            }
        }
    }

    fn join_links(&mut self, links: &[Link]) {
        let bar = |l: &Link| if matches!(self.refs[l.later], Reference::Pronoun { .. }) { FOLLOW_PRONOUN } else { FOLLOW };
        let mut sure: Vec<Link> = links.iter().copied().filter(|l| l.score >= bar(l)).collect();
        sure.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.later.cmp(&b.later)));
        for l in sure {
            let taken = matches!(self.refs[l.later], Reference::Pronoun { .. }) && self.root(l.later) != l.later;
            if !taken && self.compatible(l.later, l.earlier) {
                self.merge(l.earlier, l.later);
            }
        }
    }

    /// The same description of the same kind, told twice, is one thing where it is plural or carries a name.
    fn join_descriptions(&mut self) {
        let mut first: BTreeMap<(String, EntityType), usize> = BTreeMap::new();
        for i in 0..self.refs.len() {
            let Reference::Description(d) = &self.refs[i] else { continue };
            if d.split(' ').count() < 2 {
                continue;
            }
            match first.get(&(d.clone(), self.kinds[i])) {
                Some(&j) if self.compatible(i, j) => self.merge(j, i),
                Some(_) => {}
                None => {
                    first.insert((d.clone(), self.kinds[i]), i);
                }
            }
        }
    }

    /// May two groups be one as far as the general actor list knows?
    fn compatible_keys(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        !matches!((&self.known[a], &self.known[b]), (Some(x), Some(y)) if x != y)
    }

    /// May two groups be one? Not with different keys, not with names that share no word, not a person and a group.
    fn compatible(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if !self.compatible_keys(a, b) {
            return false;
        }
        let person = |r: usize| self.kinds[r] == EntityType::Person;
        let pronoun = |r: usize| matches!(self.refs[r], Reference::Pronoun { .. });
        if person(a) != person(b) && !pronoun(a) && !pronoun(b) {
            return false;
        }
        let (x, y) = (&self.names[a], &self.names[b]);
        x.is_empty() || y.is_empty() || x.iter().any(|n| y.iter().any(|m| alike(n, m)))
    }

    fn finish(self, mentions: &[Tagged], speakers: usize, lex: &Lexicon) -> Entities {
        let n = mentions.len();
        let mut number: BTreeMap<usize, usize> = BTreeMap::new();
        let mut out = Entities::default();
        for i in 0..n + speakers {
            let root = self.root(i);
            let next = number.len();
            let e = *number.entry(root).or_insert(next);
            if i < n {
                out.of.push(e);
            } else {
                out.speaker.push(e);
            }
        }
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); number.len()];
        for i in 0..n + speakers {
            members[number[&self.root(i)]].push(i);
        }
        out.clusters = members.iter().map(|m| self.cluster(m, mentions, lex)).collect();
        out
    }

    fn cluster(&self, members: &[usize], mentions: &[Tagged], lex: &Lexicon) -> Cluster {
        let root = self.root(members[0]);
        let known = self.known[root].as_deref().and_then(|k| lex.actors.by_key(k));
        let mut forms: BTreeMap<String, usize> = BTreeMap::new();
        for n in members.iter().filter_map(|&i| self.name(i)) {
            for f in &n.forms {
                *forms.entry(f.clone()).or_default() += 1;
            }
        }
        let named = !forms.is_empty();
        let own = self.best_name(members).unwrap_or_else(|| self.best_description(members));
        let name = known.map_or(own, |a| a.name.clone());
        let mut aliases: Vec<(String, usize)> = forms.into_iter().collect();
        aliases.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut aliases: Vec<String> = aliases.into_iter().map(|a| a.0).collect();
        if !named {
            aliases = self.descriptions(members);
        }
        if !aliases.contains(&name) {
            aliases.insert(0, name.clone());
        }
        Cluster {
            mentions: members.iter().copied().filter(|&i| i < mentions.len()).collect(),
            kind: known.map_or_else(|| self.kind(members, mentions), |a| a.kind),
            known: known.map(|a| a.key.clone()),
            country: known.and_then(|a| a.country.clone()),
            sector: known.and_then(|a| a.sector.clone()),
            name,
            named,
            aliases,
        }
    }

    /// The commonest core among the longest names: "Karim al-Janabi" rather than "Janabi".
    fn best_name(&self, members: &[usize]) -> Option<String> {
        let names: Vec<&Name> = members.iter().filter_map(|&i| self.name(i)).collect();
        let count = |core: &str| names.iter().filter(|n| n.core == core).count();
        let rank = |n: &&Name| (n.words().count().min(4), !is_acronym(&n.core), count(&n.core), std::cmp::Reverse(n.core.clone()));
        names.iter().copied().max_by_key(rank).map(|n| n.core.clone())
    }

    fn descriptions(&self, members: &[usize]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for &i in members {
            if let Reference::Description(d) = &self.refs[i]
                && !out.contains(d)
            {
                out.push(d.clone());
            }
        }
        out
    }

    fn best_description(&self, members: &[usize]) -> String {
        self.descriptions(members).into_iter().max_by_key(|d| d.len().min(60)).unwrap_or_default()
    }

    /// The kind that its mentions have most often, names counting double.
    fn kind(&self, members: &[usize], mentions: &[Tagged]) -> EntityType {
        let mut votes: BTreeMap<EntityType, f32> = BTreeMap::new();
        for &i in members {
            let weight = if self.name(i).is_some() { 2.0 } else { 1.0 };
            *votes.entry(self.kinds[i]).or_default() += weight * mentions.get(i).map_or(1.0, |m| m.score);
        }
        votes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map_or(EntityType::Other, |v| v.0)
    }
}

/// As many words, two or more, each the same or a long word with at most two letters changed.
fn spelt_alike(a: &Name, b: &Name) -> bool {
    let pairs: Vec<(&str, &str)> = a.words().zip(b.words()).collect();
    let same = |x: &str, y: &str| {
        x == y || (x.chars().count().min(y.chars().count()) >= 5 && x.chars().next() == y.chars().next() && strsim::osa_distance(x, y) <= 2)
    };
    let digits = |n: &Name| n.fold.bytes().any(|c| c.is_ascii_digit());
    pairs.len() >= 2 && a.words().count() == b.words().count() && !digits(a) && pairs.iter().all(|(x, y)| same(x, y))
}

fn is_acronym(name: &str) -> bool {
    let letters = name.strip_suffix('s').unwrap_or(name);
    (2..=7).contains(&letters.chars().count()) && letters.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-')
}

/// Does the second span stand in a bracket that opens right after the first?
fn opens_bracket(text: &str, long: Span, short: Span) -> bool {
    short.start > long.end && text.get(long.end..short.start).is_some_and(|gap| matches!(gap.trim(), "(" | "(the" | ", or" | "( the"))
}

/// Do two names share a word that carries meaning, or does one spell the other?
fn alike(a: &Name, b: &Name) -> bool {
    let long = |w: &&str| w.chars().count() > 2;
    a.fold == b.fold
        || a.words().filter(long).any(|w| b.words().any(|v| v == w))
        || names::spells(&a.core, &b.core)
        || names::spells(&b.core, &a.core)
}
