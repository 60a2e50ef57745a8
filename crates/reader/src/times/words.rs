//! Words, numbers and marks of one sentence, as the rules for times and amounts read them.

use khabar_model::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    /// Digits with inner points and thousands commas.
    Number,
    /// A genitive `'s`, or one other character.
    Mark,
}

#[derive(Debug, Clone)]
pub(crate) struct Word<'t> {
    pub span: Span,
    pub text: &'t str,
    /// Lower case; straight apostrophes; "a.m." is `am`, "U.S." is `us`.
    pub low: String,
    pub kind: Kind,
}

impl Word<'_> {
    pub fn capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// The words of `text[span]`; spans count bytes of `text`.
pub(crate) fn words(text: &str, span: Span) -> Vec<Word<'_>> {
    let part = span.of(text);
    let mut out = Vec::with_capacity(part.len() / 5 + 1);
    let mut at = 0;
    while let Some(first) = part[at..].chars().next() {
        let rest = &part[at..];
        let (len, kind) = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if first.is_ascii_digit() {
            (number(rest), Kind::Number)
        } else if first.is_alphabetic() {
            (letters(rest), Kind::Word)
        } else {
            (genitive(rest).unwrap_or(first.len_utf8()), Kind::Mark)
        };
        let word = &rest[..len];
        out.push(Word { span: Span::new(span.start + at, span.start + at + len), text: word, low: lower(word, kind), kind });
        at += len;
    }
    out
}

fn lower(word: &str, kind: Kind) -> String {
    match kind {
        Kind::Number => word.to_owned(),
        Kind::Mark => word.replace(['’', '‘'], "'").replace(['–', '—', '‑', '‐'], "-"),
        Kind::Word if word.contains('.') => word.to_lowercase().replace('.', ""),
        Kind::Word => word.to_lowercase().replace('’', "'"),
    }
}

/// Bytes of the number that `rest` begins with: `1,200`, `3.5`, not the comma of `23, 24`.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    while bytes.get(end) == Some(&b',') && end <= 3 + 4 * (end / 4) && digits(end + 1) == 3 {
        end += 4;
    }
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    end
}

/// Bytes of the word that `rest` begins with; initials with points ("a.m.", "U.S.") are one word.
fn letters(rest: &str) -> usize {
    let initials = initials(rest);
    if initials > 2 {
        return initials;
    }
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let inner = matches!(c, '\'' | '’') && genitive(&rest[i..]).is_none() && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !c.is_alphanumeric() && !inner && !is_mark_of_letter(c) {
            break;
        }
        end = i + c.len_utf8();
    }
    end
}

/// Bytes of letters each followed by a point, two at least.
fn initials(rest: &str) -> usize {
    let (mut end, mut count) = (0, 0);
    let mut chars = rest.char_indices();
    while let (Some((i, letter)), Some((j, '.'))) = (chars.next(), chars.next()) {
        if !letter.is_ascii_alphabetic() || i != end {
            break;
        }
        end = j + 1;
        count += 1;
    }
    let more = rest[end..].chars().next().is_some_and(char::is_alphabetic);
    match (count, more) {
        (0 | 1, _) if !(count == 1 && last_of_pair(&rest[end..])) => 0,
        (_, true) if last_of_pair(&rest[end..]) => end + 1,
        (_, true) => 0,
        _ => end,
    }
}

/// Is the first letter alone, as the last of "p.m"?
fn last_of_pair(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('m' | 'M' | 'c' | 'C')) && !chars.next().is_some_and(char::is_alphanumeric)
}

fn genitive(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let mark = chars.next().filter(|c| matches!(c, '\'' | '’'))?;
    let s = chars.next().filter(|c| matches!(c, 's' | 'S'))?;
    (!chars.next().is_some_and(char::is_alphanumeric)).then_some(mark.len_utf8() + s.len_utf8())
}

fn is_mark_of_letter(c: char) -> bool {
    ('\u{0300}'..='\u{036f}').contains(&c)
}

/// The words of a sentence with the questions that rules ask of them.
#[derive(Clone, Copy)]
pub(crate) struct Words<'w, 't> {
    pub all: &'w [Word<'t>],
}

impl<'w, 't> Words<'w, 't> {
    pub fn get(self, i: usize) -> Option<&'w Word<'t>> {
        self.all.get(i)
    }
    /// The lower-case form; empty past the end.
    pub fn low(self, i: usize) -> &'w str {
        self.all.get(i).map_or("", |w| &w.low)
    }
    /// The lower-case form of the word before.
    pub fn before(self, i: usize) -> &'w str {
        i.checked_sub(1).map_or("", |i| self.low(i))
    }
    pub fn is(self, i: usize, any: &[&str]) -> bool {
        self.all.get(i).is_some_and(|w| any.contains(&w.low.as_str()))
    }
    /// Is word `i` directly after word `i - 1`, without white space?
    pub fn joined(self, i: usize) -> bool {
        i > 0 && i < self.all.len() && self.all[i - 1].span.end == self.all[i].span.start
    }
    /// Past one hyphen with no space before it, or `i` itself.
    pub fn past_hyphen(self, i: usize) -> usize {
        if self.is(i, &["-"]) && self.joined(i) { i + 1 } else { i }
    }
    /// Past one comma, or `i` itself.
    pub fn past_comma(self, i: usize) -> usize {
        if self.is(i, &[","]) { i + 1 } else { i }
    }
    pub fn kind(self, i: usize) -> Option<Kind> {
        self.all.get(i).map(|w| w.kind)
    }
    /// A plain whole number in digits, with how many digits it has.
    pub fn digits(self, i: usize) -> Option<(i64, usize)> {
        let word = self.all.get(i).filter(|w| w.kind == Kind::Number && w.text.len() <= 9)?;
        Some((word.text.parse().ok()?, word.text.len()))
    }
    /// From the start of word `from` to the end of word `to - 1`.
    pub fn span(self, from: usize, to: usize) -> Span {
        let end = to.max(from + 1).min(self.all.len()) - 1;
        Span::new(self.all[from].span.start, self.all[end].span.end)
    }
    /// For phrase tables: the words from `i` on.
    pub fn from(self, i: usize) -> impl Fn(usize) -> Option<&'w str> {
        move |n| self.all.get(i + n).map(|w| w.low.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        words(text, Span::new(0, text.len())).into_iter().map(|w| w.text).collect()
    }

    #[test]
    fn numbers_genitives_and_initials_are_words_of_their_own() {
        assert_eq!(parts("Monday’s 1,200.5 troops"), ["Monday", "’s", "1,200.5", "troops"]);
        assert_eq!(
            parts("Oct. 23, 24 at 5:30 a.m. on the 19th"),
            ["Oct", ".", "23", ",", "24", "at", "5", ":", "30", "a.m.", "on", "the", "19", "th"]
        );
        assert_eq!(
            parts("10 p.m, U.S. mid-2019 don’t 221 B.C. $40m"),
            ["10", "p.m", ",", "U.S.", "mid", "-", "2019", "don’t", "221", "B.C.", "$", "40", "m"]
        );
        assert_eq!(parts("A. Smith 12,34 e.g. x"), ["A", ".", "Smith", "12", ",", "34", "e.g.", "x"]);
    }
}
