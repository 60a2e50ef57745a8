//! Datelines that open a paragraph: "BAGHDAD (AP) —", "KYIV, 3 March (Reuters) –", "(AFP) -".

use khabar_lexicon::layout::Layout;

use crate::facts::dates;

/// Longest dateline, in bytes.
const LONGEST: usize = 100;

/// What a paragraph's opening says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Bytes up to the report's first word, dash and white space included.
    pub length: usize,
    /// The sign of the agency, as written.
    pub agency: Option<String>,
}

/// Reads a dateline at the start of `paragraph`; `first` tells the first paragraph of the text, where a lone place is enough.
pub(crate) fn opening(paragraph: &str, first: bool, layout: &Layout) -> Option<Opening> {
    let (head, length) = head(paragraph)?;
    let (place, agency) = split_agency(head, layout);
    let date = dates::dates(place, layout).into_iter().next();
    let place = match &date {
        Some(d) if place[d.span.end..].trim_matches(|c: char| !c.is_alphanumeric()).is_empty() => &place[..d.span.start],
        Some(_) => return None,
        None => place,
    };
    let place = place.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.'));
    let opening = Opening { length, agency: agency.map(str::to_owned) };
    if place.is_empty() {
        return (agency.is_some() || date.is_some_and(|d| d.day.is_some())).then_some(opening);
    }
    if !is_place(place, layout) {
        return None;
    }
    let vouched = agency.is_some() || date.is_some();
    let starts = paragraph[length..].starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '\''));
    (vouched || (first && shouted(place) && starts)).then_some(opening)
}

/// What stands before the first dash, and where the text goes on.
fn head(paragraph: &str) -> Option<(&str, usize)> {
    let found = [" — ", " – ", " - ", " -- ", "—", ") - ", ")–"].iter().filter_map(|dash| paragraph.find(dash).map(|at| (at, dash.len())));
    let (at, dash) = found.filter(|(at, _)| *at > 0 && *at < LONGEST).min_by_key(|(at, length)| (*at, usize::MAX - length))?;
    let close = usize::from(paragraph[at..].starts_with(')'));
    let rest = &paragraph[at + dash..];
    let length = paragraph.len() - rest.trim_start().len();
    (length < paragraph.len()).then(|| (&paragraph[..at + close], length))
}

/// Takes "(AP)" or a bare agency sign off the end.
fn split_agency<'a>(head: &'a str, layout: &Layout) -> (&'a str, Option<&'a str>) {
    let head = head.trim();
    if let Some((place, sign)) = head.strip_suffix(')').and_then(|h| h.rsplit_once('(')) {
        let known = layout.agencies.contains_key(sign) || sign.split([' ', '/']).any(|w| layout.agencies.contains_key(w));
        let name = sign.split_whitespace().count() <= 3 && sign.starts_with(char::is_uppercase);
        return (place.trim_end(), (known || name).then_some(sign));
    }
    if layout.agencies.contains_key(head) {
        return ("", Some(head));
    }
    (head, None)
}

/// One to six words of a place's name, with commas.
fn is_place(place: &str, layout: &Layout) -> bool {
    let words: Vec<&str> = place.split_whitespace().collect();
    let large = |w: &str| {
        w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || matches!(c, ',' | '.' | '-' | '/' | '\'' | '’'))
    };
    let small = |w: &str| matches!(layout.labels.get(w), Some(khabar_lexicon::layout::Label::Particle));
    words.len() <= 6 && words.first().is_some_and(|w| large(w)) && words.iter().all(|w| large(w) || small(w))
}

/// Is the town in capitals, as in "KABUL, Afghanistan"?
fn shouted(place: &str) -> bool {
    let town = place.split(',').next().unwrap_or("");
    let letters = town.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4 && !town.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use khabar_lexicon::Lexicon;

    #[test]
    fn datelines_and_what_is_none() {
        let lex = Lexicon::bundled().unwrap();
        let rest = |text: &str| opening(text, true, &lex.layout).map(|o| text[o.length..].to_owned());
        for text in [
            "BAGHDAD (AP) — Rest.",
            "KYIV, 3 March (Reuters) – Rest.",
            "KABUL, Afghanistan — Rest.",
            "Juba, 4 May 2021 - Rest.",
            "(Reuters) - Rest.",
            "AFP — Rest.",
            "TEL AVIV/GAZA, Oct. 9 (Xinhua) -- Rest.",
        ] {
            assert_eq!(rest(text).as_deref(), Some("Rest."), "{text}");
        }
        for text in [
            "NATO — which met on Monday — agreed.",
            "The army - long feared - left.",
            "Mali – a state in the Sahel.",
            "No dash here.",
            "—",
            "A —",
        ] {
            assert_eq!(rest(text), None, "{text}");
        }
    }
}
