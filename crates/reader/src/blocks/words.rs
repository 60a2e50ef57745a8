//! Small looks at the words of a line that several layout rules share.

/// The bytes that a list marker takes at the start of `text`, with the white space after it.
pub(crate) fn bullet(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let marker = match first {
        '•' | '‣' | '▪' | '▫' | '◦' | '●' | '○' | '■' | '□' | '–' | '—' | '-' | '*' | '·' | '➤' | '►' | '\u{f0b7}' => {
            first.len_utf8()
        }
        _ => numbered(text)?,
    };
    let rest = &text[marker..];
    let words = rest.trim_start();
    (words.len() < rest.len() && !words.is_empty()).then_some(text.len() - words.len())
}

/// The bytes of "1.", "12)", "(3)", "a)", "(iv)".
fn numbered(text: &str) -> Option<usize> {
    let open = usize::from(text.starts_with('('));
    let inner = text[open..].find(['.', ')']).map(|n| &text[open..open + n])?;
    let end = open + inner.len();
    let digits = (1..=2).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_digit());
    let roman = (1..=4).contains(&inner.len()) && inner.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let letter = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_lowercase());
    let bracket = text[end..].starts_with(')');
    ((digits && (bracket || open == 0)) || (bracket && (roman || letter))).then_some(end + 1)
}

pub(crate) fn first(text: &str) -> Option<&str> {
    text.split_whitespace().next()
}

pub(crate) fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

pub(crate) fn starts_lower(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// Does the text end as a sentence does, closing quotes and brackets aside?
pub(crate) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']).ends_with(['.', '?', '!', '…'])
}

/// Lower case, straight apostrophes and quotes, single spaces.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for c in word.chars() {
            match c {
                '’' | '‘' | 'ʼ' => folded.push('\''),
                '“' | '”' => folded.push('"'),
                c => folded.extend(c.to_lowercase()),
            }
        }
    }
    folded
}

/// Does folded `text` start with `words`, and end them on a word's border?
pub(crate) fn opens_with(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| bordered(words, rest))
}

/// Does folded `text` hold `words`, on word borders?
pub(crate) fn holds(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let free = !text[..at].ends_with(char::is_alphanumeric) || !words.starts_with(char::is_alphanumeric);
        free && bordered(words, &text[at + words.len()..])
    })
}

fn bordered(words: &str, rest: &str) -> bool {
    !words.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
}

/// The words of a text, lower case, without punctuation: for comparing passages.
pub(crate) fn bare(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_lists() {
        for (text, length) in [("• one", 4), ("- one", 2), ("1. one", 3), ("(iv) one", 5), ("a) one", 3), ("12) x", 4)] {
            assert_eq!(bullet(text), Some(length), "{text}");
        }
        for text in ["-one", "2020. The", "U.S. one", "A. B", "i.e. one", "•", "- ", "", "(AP) one"] {
            assert_eq!(bullet(text), None, "{text}");
        }
    }

    #[test]
    fn phrases_end_on_word_borders() {
        assert!(opens_with("read more: here", "read more:") && !opens_with("contacts fell", "contact"));
        assert!(holds("please sign up to our list", "sign up to our") && !holds("design up to ours", "sign up to our"));
    }
}
