//! The casing shape of a word, from its original characters: what lower-casing loses.

use unicode_general_category::{GeneralCategory as G, get_general_category};

/// Casing shape of a word, 1 to 9, as `train/text.py` gives it (which counts 10 more on a word's first piece).
pub(crate) fn shape_id(word: &str) -> u8 {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return 3 };
    let rest = chars.as_str();
    if word.chars().all(is_digit) {
        1
    } else if word.chars().any(is_digit) {
        2
    } else if !word.chars().any(is_letter) {
        3
    } else if rest.is_empty() && is_upper(word) {
        4
    } else if is_upper(word) {
        5
    } else if first.is_uppercase() && is_lower(rest) {
        6
    } else if is_lower(word) {
        7
    } else if first.is_uppercase() {
        8
    } else {
        9
    }
}

/// Digits of any script, also raised, lowered and circled ones.
fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    let marked = matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉' | '①'..='⑨' | '⑴'..='⑼' | '⒈'..='⒐' | '⓪')
        || matches!(c, '⓵'..='⓽' | '⓿' | '❶'..='❾' | '➀'..='➈' | '➊'..='➒');
    marked || get_general_category(c) == G::DecimalNumber
}

fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    use G::{LowercaseLetter, ModifierLetter, OtherLetter, TitlecaseLetter, UppercaseLetter};
    matches!(get_general_category(c), LowercaseLetter | ModifierLetter | OtherLetter | TitlecaseLetter | UppercaseLetter)
}

fn is_title(c: char) -> bool {
    !c.is_ascii() && get_general_category(c) == G::TitlecaseLetter
}

/// At least one capital and no small letter.
fn is_upper(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(|c| c.is_lowercase() || is_title(c))
}

/// At least one small letter and no capital.
fn is_lower(word: &str) -> bool {
    word.chars().any(char::is_lowercase) && !word.chars().any(|c| c.is_uppercase() || is_title(c))
}
