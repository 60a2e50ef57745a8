//! Words around commitments: what opens a condition, what leads in a deadline, what tells the outcome.

use khabar_model::CommitmentStatus;
use serde::Deserialize;

use crate::{LexiconError, Shelf};

const FILE: &str = "pledges.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pledges {
    conditions: Vec<String>,
    deadlines: Vec<String>,
    verbs: Vec<String>,
    undone: Vec<String>,
    status: Outcomes,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outcomes {
    kept: Vec<String>,
    broken: Vec<String>,
    withdrawn: Vec<String>,
    partly: Vec<String>,
}

impl Pledges {
    pub(crate) fn load(shelf: &Shelf) -> Result<Pledges, LexiconError> {
        shelf.toml(FILE)
    }

    /// Byte at which a condition opens in `sentence`: the earliest conditional words.
    pub fn condition(&self, sentence: &str) -> Option<usize> {
        self.conditions.iter().filter_map(|w| find(sentence, w)).min()
    }

    /// Bytes of the first words in `sentence` that bind whoever stands before them ("is committed to"); None where a
    /// word before undoes them ("was not committed to").
    pub fn verb(&self, sentence: &str) -> Option<std::ops::Range<usize>> {
        let all = self.verbs.iter().filter_map(|w| Some((find(sentence, w)?, w.len())));
        let (at, len) = all.min_by_key(|&(at, len)| (at, std::cmp::Reverse(len)))?;
        let before = sentence[..at].trim_end().to_lowercase();
        let undone = self.undone.iter().any(|u| before.strip_suffix(u.as_str()).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)));
        (!undone).then_some(at..at + len)
    }

    /// Does `lead`, the text up to and with a time, have one of the deadline words right before that time?
    pub fn leads_deadline(&self, lead: &str) -> bool {
        let low = lead.to_lowercase();
        let tail: Vec<&str> = low.split_whitespace().rev().take(8).collect();
        self.deadlines.iter().filter(|d| !d.contains(' ')).any(|d| tail.contains(&d.as_str()))
            || self.deadlines.iter().filter(|d| d.contains(' ')).any(|d| find(&low, d).is_some_and(|at| low.len() - at < 60))
    }

    /// What the sentence says became of its promise; open where it says nothing.
    pub fn status(&self, sentence: &str) -> CommitmentStatus {
        let says = |words: &[String]| words.iter().any(|w| find(sentence, w).is_some());
        match &self.status {
            s if says(&s.partly) => CommitmentStatus::Partly,
            s if says(&s.withdrawn) => CommitmentStatus::Withdrawn,
            s if says(&s.broken) => CommitmentStatus::Broken,
            s if says(&s.kept) => CommitmentStatus::Kept,
            _ => CommitmentStatus::Open,
        }
    }
}

/// The first place of `words` in `text` on word borders, ASCII case ignored.
fn find(text: &str, words: &str) -> Option<usize> {
    let low = text.to_ascii_lowercase();
    let border = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    low.match_indices(words)
        .map(|(at, _)| at)
        .find(|&at| border(low[..at].chars().next_back()) && border(low[at + words.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_and_outcomes_are_found_on_word_borders() {
        let pledges = Pledges::load(&Shelf::new(&|_| None)).unwrap();
        let text = "It would reopen the bridge, provided that the guns stay silent.";
        assert_eq!(pledges.condition(text).map(|at| &text[at..at + 8]), Some("provided"));
        assert_eq!(pledges.condition("The notified iffy party moved."), None);
        assert_eq!(pledges.status("The ministry reneged on its pledge."), CommitmentStatus::Broken);
        assert_eq!(pledges.status("The ministry reopened the road as promised."), CommitmentStatus::Kept);
        assert_eq!(pledges.status("The ministry will reopen the road."), CommitmentStatus::Open);
        let verb = |s: &'static str| pledges.verb(s).map(|r| &s[r]);
        assert_eq!(verb("The ministry is committed to paying."), Some("is committed to"));
        assert_eq!(verb("The ministry is not committed to paying."), None);
        assert_eq!(verb("She compromised totally."), None);
        assert!(pledges.leads_deadline("will pay the arrears by 1 June"));
        assert!(!pledges.leads_deadline("paid the arrears on 1 June"));
    }
}
