//! When two spans are one finding, and which pairs with which.

use std::collections::BTreeMap;

/// First and last word piece, both inclusive.
pub type Extent = (usize, usize);

/// Pieces that two spans share.
pub fn overlap(a: Extent, b: Extent) -> usize {
    (a.1.min(b.1) + 1).saturating_sub(a.0.max(b.0))
}

pub fn touches(a: Extent, b: Extent) -> bool {
    overlap(a, b) > 0
}

/// Half of the shorter and a quarter of the longer span are shared.
pub fn half(a: Extent, b: Extent) -> bool {
    let (shared, x, y) = (overlap(a, b), a.1 + 1 - a.0, b.1 + 1 - b.0);
    shared > 0 && 2 * shared >= x.min(y) && 4 * shared >= x.max(y)
}

/// Index in `gold` to index in `found`, one to one: equal labels first, then by pieces shared, then by position.
pub fn matched(gold: &[(Extent, &str)], found: &[(Extent, &str)], same: impl Fn(Extent, Extent) -> bool) -> BTreeMap<usize, usize> {
    let mut pairs = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, f) in found.iter().enumerate().filter(|(_, f)| same(g.0, f.0)) {
            pairs.push((g.1 != f.1, std::cmp::Reverse(overlap(g.0, f.0)), i, j));
        }
    }
    pairs.sort_unstable();
    let mut out = BTreeMap::new();
    let mut used = vec![false; found.len()];
    for (_, _, i, j) in pairs {
        if !used[j] && !out.contains_key(&i) {
            out.insert(i, j);
            used[j] = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_wants_half_of_the_shorter_and_a_quarter_of_the_longer() {
        assert!(half((0, 3), (2, 5)) && half((0, 7), (6, 9)) && touches((0, 3), (3, 9)));
        assert!(!half((0, 3), (3, 6)), "a quarter of the shorter");
        assert!(half((0, 7), (3, 4)) && !half((0, 8), (3, 4)), "a span inside one four times as long, and longer");
        assert!(!touches((0, 3), (4, 9)));
    }

    #[test]
    fn equal_labels_pair_first_then_what_shares_most() {
        let gold = [((0, 4), "a"), ((3, 8), "b")];
        let found = [((0, 5), "b"), ((4, 6), "a")];
        assert_eq!(matched(&gold, &found, touches), BTreeMap::from([(0, 1), (1, 0)]));
        assert_eq!(matched(&gold, &[((2, 8), "c")], touches), BTreeMap::from([(1, 0)]));
    }
}
