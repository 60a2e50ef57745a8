//! Mentions of well-known actors that the neural reader did not tag: "US" in "US President Jo Bell", a state named in
//! passing. Only proper names and adjectives of the general actor list count; a span that would cross a tagged one is left.

use crate::entities::Tagged;
use crate::names::Scene;
use khabar_lexicon::Lexicon;
use khabar_model::{EntityType, Sentence, Span};

/// Words of the longest name that is looked up.
const LONGEST: usize = 6;
/// Words between the adjective and the noun of a group, and the adjective itself.
const MODIFIERS: usize = 5;
/// The score of a mention by rule.
const SCORE: f32 = 0.9;

/// Adds the missing mentions; the result is in text order, an outer mention before those inside it.
pub fn add_known(text: &str, sentences: &[Sentence], coded: impl Fn(&Sentence) -> bool, tagged: Vec<Tagged>, scene: &Scene) -> Vec<Tagged> {
    let lex = scene.lex;
    let mut out: Vec<Tagged> = tagged.into_iter().filter(|m| !is_joint(text, m.span, lex)).filter_map(|m| mend(text, m, lex)).collect();
    let mut new = Vec::new();
    for s in sentences.iter().filter(|s| coded(s)) {
        let near: Vec<&Tagged> = out.iter().filter(|m| m.span.overlap(s.span) > 0).collect();
        let mut free = s.span.start;
        let all = words(text, s.span);
        for (i, word) in all.iter().enumerate() {
            if word.start < free || !starts_name(word.of(text)) {
                continue;
            }
            let fits = |span: Span| near.iter().all(|m| may_stand_beside(text, span, m));
            if let Some((span, kind)) = names_at(text, &all[i..all.len().min(i + LONGEST)], i == 0, scene).find(|(span, _)| fits(*span)) {
                free = span.end;
                new.push(Tagged { span, kind, score: SCORE, by_rule: true });
                // the state in "Iraqi Counter Terrorism Service" is told as well
                if span != *word && lex.actors.country_of_adjective(word.of(text)).is_some() {
                    new.push(Tagged { span: *word, kind: EntityType::State, score: SCORE, by_rule: true });
                }
            }
        }
    }
    // a known name of several words outranks what the model made of its parts, but for the state at its head
    out.retain(|m| m.kind == EntityType::State || !new.iter().any(|n: &Tagged| n.span.contains(m.span) && n.span != m.span));
    new.retain(|n| out.iter().all(|m| m.span != n.span));
    out.extend(new);
    for s in sentences.iter().filter(|s| coded(s)) {
        for group in groups(text, s.span, lex) {
            // "Iran-backed" alone is a part of "Iran-backed militias"
            out.retain(|m| !(m.span.start == group.span.start && m.span.end < group.span.end && m.kind != EntityType::State));
            if out.iter().all(|m| m.span.overlap(group.span) == 0 || (group.span.contains(m.span) && m.span != group.span)) {
                out.push(group);
            }
        }
    }
    out.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    out
}

/// Groups told by a noun behind an adjective of a state or words joined to a name: "Iraqi security forces", "US-led
/// coalition", "Iran-backed Shia militias".
fn groups(text: &str, sentence: Span, lex: &Lexicon) -> Vec<Tagged> {
    let words = words(text, sentence);
    let mut out = Vec::new();
    for (i, noun) in words.iter().enumerate() {
        let Some(kind) = lex.groups.get(noun.of(text)).filter(|_| !starts_name(noun.of(text))) else { continue };
        let mut start = None;
        for k in (i.saturating_sub(MODIFIERS)..i).rev() {
            let gap = text.get(words[k].end..words[k + 1].start).unwrap_or("");
            if !matches!(gap, " " | "-" | "‑") {
                break;
            }
            let word = words[k].of(text);
            if is_state(word, lex) {
                start = Some(words[k].start);
            } else if !is_modifier(word, lex) {
                break;
            }
        }
        if let Some(start) = start {
            out.push(Tagged { span: Span::new(start, noun.end), kind, score: SCORE, by_rule: true });
        }
    }
    out
}

/// A state's own name or its adjective.
fn is_state(word: &str, lex: &Lexicon) -> bool {
    let named = lex.actors.find(word).is_some_and(|a| a.kind == EntityType::State && a.is_proper_name(word));
    named || lex.actors.country_of_adjective(word).is_some()
}

/// May the word stand between an adjective of a state and the noun of a group? Not a function word.
fn is_modifier(word: &str, lex: &Lexicon) -> bool {
    word.chars().count() > 3
        && !lex.references.is_pronoun(word)
        && !lex.references.is_determiner(word)
        && word.chars().all(char::is_alphanumeric)
        && !lex.references.is_function(word)
}

/// A tagged mention without function words and stops at its ends, and with the noun of a group that it was cut short of
/// ("Iraqi security" before "forces"); None where nothing is left.
fn mend(text: &str, m: Tagged, lex: &Lexicon) -> Option<Tagged> {
    let mut all = words(text, m.span);
    let told = all.len();
    while all.last().is_some_and(|w| all.len() > 1 && lex.references.is_function(w.of(text))) {
        all.pop();
    }
    let cut = all.len();
    let head = all.iter().take(cut.saturating_sub(1)).take_while(|w| matches!(w.of(text), "of" | "and" | "in")).count();
    let (first, last) = (all.get(head)?, all.last()?);
    let whole = cut == told && head == 0;
    let span = if whole { m.span } else { Span::new(first.start, last.end) };
    let next = words(text, Span::new(span.end, text.len().min(ceil(text, span.end + 24)))).into_iter().next();
    let noun = next.filter(|n| text.get(span.end..n.start) == Some(" ") && !starts_name(n.of(text)));
    let group = lex.groups.get(last.of(text)).filter(|_| !starts_name(last.of(text)));
    // "Marchetti's administration" is no person and "the Navalan government" no state, whatever their first word is
    let named = matches!(m.kind, EntityType::Person | EntityType::State | EntityType::Place);
    let m = match group.filter(|_| named && cut - head > 1) {
        Some(kind) => Tagged { kind, ..m },
        None => m,
    };
    let modified = group.is_none() && last.of(text) != "the";
    match noun.and_then(|n| Some((n, lex.groups.get(n.of(text))?))).filter(|_| modified && m.kind != EntityType::Person) {
        Some((n, kind)) => Some(Tagged { span: Span::new(span.start, n.end), kind, ..m }),
        None => Some(Tagged { span, ..m }),
    }
}

/// Names of two things in one mention ("Navala-Orland ties", "PGs and RCs"), or a scrap of a word ("Covid-"): the parts are
/// found by themselves.
fn is_joint(text: &str, span: Span, lex: &Lexicon) -> bool {
    let parts = words(text, span);
    let state = |w: &Span| is_state(w.of(text), lex);
    let acronym = |w: &Span| w.of(text).chars().filter(|c| c.is_uppercase()).count() >= 2;
    let gap = |i: usize| text.get(parts[i].end..parts[i + 1].start).unwrap_or("");
    match parts.len() {
        1 => span.of(text).ends_with(['-', '‑']),
        2 => matches!(gap(0), "-" | "‑" | "–" | "/") && (parts.iter().all(state) || parts.iter().all(acronym)),
        3 => parts[1].of(text) == "and" && acronym(&parts[0]) && acronym(&parts[2]),
        _ => false,
    }
}

/// The next character border at or after a byte.
fn ceil(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
}

/// Neither the same span, nor crossing it, nor inside a place's name, nor a name inside a person's but at its head or in apposition.
fn may_stand_beside(text: &str, new: Span, m: &Tagged) -> bool {
    if m.span.overlap(new) == 0 {
        return true;
    }
    // a known name of several words is one, whatever the model made of its parts
    if new.contains(m.span) && new != m.span {
        return true;
    }
    let but_article = m.span.end == new.end && words(text, Span::new(m.span.start, new.start)).len() <= 1;
    let inside = m.span.contains(new) && m.span != new && !but_article;
    let head = m.span.start == new.start;
    // "Jo Bell, director of Oxfam"
    let apposed = text.get(m.span.start..new.start).is_some_and(|before| before.contains(','));
    inside && m.kind != EntityType::Place && (m.kind != EntityType::Person || head || apposed)
}

/// Known names that begin at the first word, the longest first; last the word as an adjective of a state.
fn names_at<'s>(text: &'s str, words: &'s [Span], first: bool, scene: &'s Scene) -> impl Iterator<Item = (Span, EntityType)> + 's {
    let by_name = (1..=words.len()).rev().filter_map(move |n| {
        let span = Span::new(words[0].start, words[n - 1].end);
        let name = span.of(text);
        let actor = scene.actor(name).filter(|a| a.is_proper_name(name) && a.kind != EntityType::Person)?;
        // one capital at the start of a sentence tells nothing
        let sure = !first || n > 1 || actor.kind == EntityType::State || name.chars().filter(|c| c.is_uppercase()).count() > 1;
        sure.then_some((span, actor.kind))
    });
    let adjective = words.first().filter(|w| scene.lex.actors.country_of_adjective(w.of(text)).is_some());
    by_name.chain(adjective.map(|w| (*w, EntityType::State)))
}

fn starts_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Words of a sentence: runs of letters, digits and inner stops or apostrophes; hyphens part words.
fn words(text: &str, sentence: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = None;
    let part = |c: char| c.is_alphanumeric() || c == '&';
    for (i, c) in sentence.of(text).char_indices() {
        let at = sentence.start + i;
        let inner = c == '.' && text[at + 1..].starts_with(char::is_alphabetic) && start.is_some();
        match (part(c) || inner, start) {
            (true, None) => start = Some(at),
            (false, Some(s)) => {
                // the last stop of "U.S." is part of it
                let end = if c == '.' && text[s..at].contains('.') { at + 1 } else { at };
                out.push(Span::new(s, end));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(s) = start {
        out.push(Span::new(s, sentence.end));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, tagged: &[(&str, EntityType)]) -> Vec<String> {
        let at = |w: &str| text.find(w).map(|i| Span::new(i, i + w.len())).unwrap();
        let tagged = tagged.iter().map(|(w, k)| Tagged { span: at(w), kind: *k, score: 0.5, by_rule: false }).collect();
        let sentence = Sentence { span: Span::new(0, text.len()), block: 0 };
        let all = add_known(text, &[sentence], |_| true, tagged, &Scene::of(text, &Lexicon::bundled().unwrap()));
        all.iter().map(|m| m.span.of(text).to_owned()).collect()
    }

    #[test]
    fn known_names_and_adjectives_are_added_where_nothing_stands() {
        let found = check("US President Jo Bell met French and U.N. envoys in Paris.", &[("US President Jo Bell", EntityType::Person)]);
        assert_eq!(found, ["US President Jo Bell", "US", "French", "U.N."]);
    }

    #[test]
    fn a_tagged_mention_is_mended_at_its_ends() {
        let found = check(
            "The Iraqi security forces and women and children of Basra fled.",
            &[("The Iraqi security", EntityType::Military), ("women and children of", EntityType::Population)],
        );
        assert_eq!(found, ["The Iraqi security forces", "Iraqi", "women and children"]);
    }

    #[test]
    fn two_names_in_one_mention_are_two() {
        let found =
            check("Iraq-US ties matter. PMU/RSG fire stopped.", &[("Iraq-US", EntityType::State), ("PMU/RSG", EntityType::ArmedGroup)]);
        assert_eq!(found, ["Iraq", "US", "PMU"]);
    }

    #[test]
    fn a_group_behind_an_adjective_of_a_state_is_one_mention() {
        let found = check("Iran-backed Shia militias fired at French security forces and the police of Mali.", &[]);
        assert_eq!(found, ["Iran-backed Shia militias", "Iran", "Shia", "French security forces", "French", "Mali"]);
    }

    #[test]
    fn a_name_inside_a_persons_or_a_places_name_is_left() {
        assert_eq!(check("Then Michael Jordan spoke.", &[("Michael Jordan", EntityType::Person)]), ["Michael Jordan"]);
        assert_eq!(check("He lives in Guinea Street.", &[("Guinea Street", EntityType::Place)]), ["Guinea Street"]);
    }
}
