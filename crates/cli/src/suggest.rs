//! "Did you mean": the known word nearest to a mistyped one.

/// The nearest of `known` if it is near enough to be meant: a prefix, or few letters off.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let most = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|word| {
            let low = word.to_lowercase();
            let prefix = typed.chars().count() > 2 && low.starts_with(&typed);
            (if prefix { 1 } else { distance(&typed, &low) }, word)
        })
        .filter(|(d, _)| *d <= most)
        .min_by_key(|(d, _)| *d)
        .map(|(_, word)| word)
}

/// Edits between two words: a letter put in, left out or exchanged.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let known = ["ASSAULT", "ACCUSE", "PROTEST", "aerial"];
        assert_eq!(nearest("assualt", known), Some("ASSAULT"));
        assert_eq!(nearest("prot", known), Some("PROTEST"));
        assert_eq!(nearest("aereal", known), Some("aerial"));
        assert_eq!(nearest("weather", known), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
