//! What the full-text index sees: FTS5 folds case and Latin accents itself; this folds what it does not know.

use khabar_model::Span;

/// Marks around a match, as asked of FTS5's `highlight`; the fold drops them from texts.
pub(crate) const OPEN: char = '\u{1}';
pub(crate) const SHUT: char = '\u{2}';

/// One character as indexed: None for vowel signs, tatweel and transliteration half-rings, which writers leave out at will;
/// Arabic letters that are written one for another become one.
fn fold_char(c: char) -> Option<char> {
    match c {
        OPEN | SHUT => None,
        '\u{2bb}'..='\u{2bf}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        'ة' => Some('ه'),
        'ک' => Some('ك'),
        c => Some(c),
    }
}

pub(crate) fn fold(text: &str) -> String {
    text.chars().filter_map(fold_char).collect()
}

/// Byte ranges of `text` that `marked`, its folded form with marks, has between marks.
pub(crate) fn marks(text: &str, marked: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open = None;
    let mut folded = marked.chars().peekable();
    for (at, c) in text.char_indices() {
        if fold_char(c).is_none() {
            continue;
        }
        while let Some(mark) = folded.next_if(|&m| m == OPEN || m == SHUT) {
            if mark == OPEN {
                open = Some(at);
            } else if let Some(start) = open.take() {
                found.push(Span::new(start, at).trimmed(text));
            }
        }
        folded.next();
    }
    found.extend(open.map(|start| Span::new(start, text.len())));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_fall_on_the_words_as_written() {
        let text = "قال مُحَمَّد إنّ";
        let marked = format!("قال {OPEN}محمد{SHUT} ان");
        assert_eq!(fold(text), "قال محمد ان");
        assert_eq!(marks(text, &marked).iter().map(|s| s.of(text)).collect::<Vec<_>>(), ["مُحَمَّد"]);
        let text = "no Saʿid";
        assert_eq!(marks(text, &format!("no {OPEN}Said{SHUT}"))[0].of(text), "Saʿid");
    }
}
