//! Role fillers of a document as sets of words: CEAF-REE (Du et al. 2021).

use std::collections::BTreeSet;

use super::Prf;
use super::assignment::best_sum;

/// Counts of one role in one document. An entity is the set of its wordings; a found one is right if all its wordings are
/// among those of the gold entity that it is assigned to.
pub fn fillers(gold: &[BTreeSet<String>], found: &[BTreeSet<String>]) -> Prf {
    let within = |g: &BTreeSet<String>, f: &BTreeSet<String>| if !f.is_empty() && f.is_subset(g) { 1.0 } else { 0.0 };
    let value: Vec<Vec<f64>> = gold.iter().map(|g| found.iter().map(|f| within(g, f)).collect()).collect();
    let hits = best_sum(&value).round() as usize;
    Prf { hits, extra: found.len() - hits, missed: gold.len() - hits }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entities(all: &[&[&str]]) -> Vec<BTreeSet<String>> {
        all.iter().map(|e| e.iter().map(|w| (*w).to_owned()).collect()).collect()
    }

    #[test]
    fn a_filler_counts_once_and_only_with_wordings_of_gold() {
        let gold = entities(&[&["guerrillas", "rebel column"], &["two men"]]);
        assert_eq!(fillers(&gold, &entities(&[&["rebel column"], &["guerrillas"]])), Prf { hits: 1, extra: 1, missed: 1 });
        assert_eq!(fillers(&gold, &entities(&[&["guerrillas", "army"], &["two men"]])), Prf { hits: 1, extra: 1, missed: 1 });
        assert_eq!(fillers(&[], &entities(&[&["bomb"]])), Prf { hits: 0, extra: 1, missed: 0 });
        assert_eq!(fillers(&gold, &[]), Prf { hits: 0, extra: 0, missed: 2 });
    }
}
