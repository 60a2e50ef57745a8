//! Hits, extras and misses; right and wrong answers.

use std::collections::{BTreeMap, BTreeSet};

/// What was found rightly, what was found and is not there, what is there and was not found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prf {
    pub hits: usize,
    pub extra: usize,
    pub missed: usize,
}

impl Prf {
    pub fn count(&mut self, hits: usize, extra: usize, missed: usize) {
        self.hits += hits;
        self.extra += extra;
        self.missed += missed;
    }

    pub fn add(&mut self, other: &Prf) {
        self.count(other.hits, other.extra, other.missed);
    }

    /// Counts the members of two sets.
    pub fn sets<T: Ord>(&mut self, gold: &BTreeSet<T>, found: &BTreeSet<T>) {
        let hits = gold.intersection(found).count();
        self.count(hits, found.len() - hits, gold.len() - hits);
    }

    pub fn precision(&self) -> f64 {
        share(self.hits, self.hits + self.extra)
    }

    pub fn recall(&self) -> f64 {
        share(self.hits, self.support())
    }

    pub fn f1(&self) -> f64 {
        share(2 * self.hits, 2 * self.hits + self.extra + self.missed)
    }

    /// How many are there.
    pub fn support(&self) -> usize {
        self.hits + self.missed
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    pub right: usize,
    pub all: usize,
}

impl Accuracy {
    pub fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    pub fn value(&self) -> f64 {
        share(self.right, self.all)
    }
}

fn share(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}

/// Mean F1 of the classes that gold has; pairs of gold and answer.
pub fn macro_f1<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> f64 {
    let mut classes: BTreeMap<&str, Prf> = BTreeMap::new();
    for (gold, answer) in pairs {
        let right = usize::from(gold == answer);
        classes.entry(gold).or_default().count(right, 0, 1 - right);
        classes.entry(answer).or_default().count(0, 1 - right, 0);
    }
    let values: Vec<f64> = classes.values().filter(|c| c.support() > 0).map(Prf::f1).collect();
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_count_hits_extras_and_misses() {
        let mut f = Prf::default();
        f.sets(&BTreeSet::from([1, 2, 3]), &BTreeSet::from([2, 3, 4, 5]));
        assert_eq!(f, Prf { hits: 2, extra: 2, missed: 1 });
        assert_eq!((f.precision(), f.recall(), f.f1()), (0.5, 2.0 / 3.0, 4.0 / 7.0));
        assert_eq!(Prf::default().f1(), 0.0);
    }

    #[test]
    fn macro_f1_is_over_the_classes_of_gold() {
        // a: one of two found, nothing extra: 2/3; b: found, one extra: 2/3; c is no class of gold.
        let pairs = [("a", "a"), ("a", "b"), ("b", "b")];
        assert!((macro_f1(pairs) - 2.0 / 3.0).abs() < 1e-12);
        // a 2/3, b 1: the answer c costs a its recall and is no class of its own.
        assert!((macro_f1([("a", "a"), ("a", "c"), ("b", "b")]) - 5.0 / 6.0).abs() < 1e-12);
    }
}
