//! Coreference: MUC, B³ and CEAFe over chains of mentions, and their mean (CoNLL F1).

use std::collections::{BTreeMap, BTreeSet};

use super::assignment::best_sum;

/// The mentions of one entity.
pub type Chain<M> = BTreeSet<M>;

/// Numerator and denominator of precision, then of recall, summed over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Ratio([f64; 4]);

impl Ratio {
    fn f1(&self) -> f64 {
        let [p, found, r, gold] = self.0;
        let below = p * gold + r * found;
        if below > 0.0 { 2.0 * p * r / below } else { 0.0 }
    }
}

/// Sums of the three measures over documents; a chain of one mention counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coreference {
    parts: [Ratio; 3],
}

impl Coreference {
    /// Adds a document: gold chains and found chains; a mention lies in one chain of each at most.
    pub fn add<M: Ord>(&mut self, gold: &[Chain<M>], found: &[Chain<M>]) {
        let (gold_of, found_of) = (owners(gold), owners(found));
        let ceaf = best_sum(&similarity(gold, found));
        let counts = [
            [muc(found, &gold_of), muc(gold, &found_of)],
            [b_cubed(found, gold, &gold_of), b_cubed(gold, found, &found_of)],
            [(ceaf, found.len() as f64), (ceaf, gold.len() as f64)],
        ];
        for (part, [p, r]) in self.parts.iter_mut().zip(counts) {
            part.0.iter_mut().zip([p.0, p.1, r.0, r.1]).for_each(|(sum, x)| *sum += x);
        }
    }

    pub fn merge(&mut self, other: &Coreference) {
        for (part, more) in self.parts.iter_mut().zip(&other.parts) {
            part.0.iter_mut().zip(more.0).for_each(|(sum, x)| *sum += x);
        }
    }

    /// F1 of MUC, B³ and CEAFe.
    pub fn parts(&self) -> [f64; 3] {
        self.parts.map(|p| p.f1())
    }

    /// Their mean.
    pub fn conll(&self) -> f64 {
        self.parts().iter().sum::<f64>() / 3.0
    }
}

fn owners<M: Ord>(chains: &[Chain<M>]) -> BTreeMap<&M, usize> {
    chains.iter().enumerate().flat_map(|(i, chain)| chain.iter().map(move |m| (m, i))).collect()
}

/// Links of the chains that the others have too, of all their links.
fn muc<M: Ord>(chains: &[Chain<M>], of: &BTreeMap<&M, usize>) -> (f64, f64) {
    let (mut kept, mut all) = (0, 0);
    for chain in chains {
        let parts: BTreeSet<usize> = chain.iter().filter_map(|m| of.get(m).copied()).collect();
        let alone = chain.iter().filter(|m| !of.contains_key(m)).count();
        kept += chain.len() - parts.len() - alone;
        all += chain.len().saturating_sub(1);
    }
    (kept as f64, all as f64)
}

/// For each mention the share of its chain that the other chain of that mention has, of all mentions.
fn b_cubed<M: Ord>(chains: &[Chain<M>], others: &[Chain<M>], of: &BTreeMap<&M, usize>) -> (f64, f64) {
    let mut sum = 0.0;
    for chain in chains {
        for other in chain.iter().filter_map(|m| of.get(m)) {
            sum += chain.intersection(&others[*other]).count() as f64 / chain.len() as f64;
        }
    }
    (sum, chains.iter().map(BTreeSet::len).sum::<usize>() as f64)
}

/// Twice the mentions shared over all mentions, for each gold and found chain.
fn similarity<M: Ord>(gold: &[Chain<M>], found: &[Chain<M>]) -> Vec<Vec<f64>> {
    let phi = |g: &Chain<M>, f: &Chain<M>| 2.0 * g.intersection(f).count() as f64 / (g.len() + f.len()).max(1) as f64;
    gold.iter().map(|g| found.iter().map(|f| phi(g, f)).collect()).collect()
}

/// Mentions joined to their antecedents (indices of earlier mentions); a mention that stands twice keeps its first chain.
pub fn clusters<M: Ord + Copy>(mentions: &[M], antecedents: &[Option<usize>]) -> Vec<Chain<M>> {
    let mut root: Vec<usize> = (0..mentions.len()).collect();
    for (i, antecedent) in antecedents.iter().enumerate().take(mentions.len()) {
        if let Some(a) = antecedent.filter(|&a| a < i) {
            root[i] = root[a];
        }
    }
    let mut chains: BTreeMap<usize, Chain<M>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (i, &m) in mentions.iter().enumerate() {
        if seen.insert(m) {
            chains.entry(root[i]).or_default().insert(m);
        }
    }
    chains.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chains(words: &[&str]) -> Vec<Chain<char>> {
        words.iter().map(|w| w.chars().collect()).collect()
    }

    #[test]
    fn the_three_measures_are_those_of_the_textbook_case() {
        // Gold {a b c} {d e f g}, found {a b} {c d} {f g h i}: the example of Pradhan et al. 2014, section 4.
        let mut sum = Coreference::default();
        sum.add(&chains(&["abc", "defg"]), &chains(&["ab", "cd", "fghi"]));
        let [muc, b3, ceafe] = sum.parts();
        let f = |p: f64, r: f64| 2.0 * p * r / (p + r);
        assert!((muc - f(2.0 / 5.0, 2.0 / 5.0)).abs() < 1e-9, "{muc}");
        // precision (1+1+1/2+1/2+1/2+1/2)/8, recall (2/3+2/3+1/3+1/4+1/2+1/2)/7
        assert!((b3 - f(4.0 / 8.0, (5.0 / 3.0 + 1.25) / 7.0)).abs() < 1e-9, "{b3}");
        // phi(abc, ab) = 4/5, phi(defg, fghi) = 1/2
        assert!((ceafe - f(1.3 / 3.0, 1.3 / 2.0)).abs() < 1e-9, "{ceafe}");
        assert!((sum.conll() - (muc + b3 + ceafe) / 3.0).abs() < 1e-12);
    }

    #[test]
    fn antecedents_join_and_a_repeated_mention_stays_once() {
        let found = clusters(&['a', 'b', 'c', 'b', 'd'], &[None, Some(0), None, Some(2), Some(1)]);
        assert_eq!(found, chains(&["abd", "c"]));
        let mut perfect = Coreference::default();
        perfect.add(&found, &found);
        assert!((perfect.conll() - 1.0).abs() < 1e-12);
    }
}
