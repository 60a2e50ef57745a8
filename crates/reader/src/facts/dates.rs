//! Dates as printed: "AUGUST 25, 2020", "Monday, Aug. 17", "3 March 2021", "2021-03-03", "25/08/2020".

use jiff::civil::Date;
use khabar_lexicon::layout::Layout;
use khabar_model::{Span, When};

/// A date with a month, as written; a year and a day where there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Printed {
    pub span: Span,
    pub year: Option<i16>,
    pub month: i8,
    pub day: Option<i8>,
    /// 1 (Monday) to 7.
    pub weekday: Option<i8>,
}

impl Printed {
    /// The days meant, with `year` where none is written; None where there is no such day.
    pub fn when(&self, year: Option<i16>) -> Option<When> {
        let year = self.year.or(year)?;
        match self.day {
            Some(day) => Date::new(year, self.month, day).ok().map(When::day),
            None => When::month(year, self.month),
        }
    }

    /// Year, month and day are written.
    pub fn is_full(&self) -> bool {
        self.year.is_some() && self.day.is_some()
    }
}

/// A run of letters and digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'a> {
    pub start: usize,
    pub word: &'a str,
}

impl Token<'_> {
    pub fn end(&self) -> usize {
        self.start + self.word.len()
    }
}

pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                tokens.push(Token { start: from, word: &text[from..at] });
                start = None;
            }
            _ => {}
        }
    }
    tokens.extend(start.map(|from| Token { start: from, word: &text[from..] }));
    tokens
}

/// All dates printed in `text`, in order; spans are bytes of `text`.
pub(crate) fn dates(text: &str, layout: &Layout) -> Vec<Printed> {
    let reader = Reader { text, tokens: tokens(text), layout };
    let mut found: Vec<Printed> = Vec::new();
    let mut at = 0;
    while at < reader.tokens.len() {
        let (date, next) = match reader.numeric(at).or_else(|| reader.named(at)) {
            Some((date, next)) => (Some(date), next),
            None => (None, at + 1),
        };
        if let Some(date) = date.filter(|d| found.last().is_none_or(|l| l.span.end <= d.span.start) && d.possible()) {
            found.push(date);
        }
        at = next.max(at + 1);
    }
    found
}

impl Printed {
    fn possible(&self) -> bool {
        self.when(Some(2020)).is_some()
    }
}

struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    layout: &'a Layout,
}

impl<'a> Reader<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| t.word)
    }

    /// What stands between a token and the next.
    fn gap(&self, at: usize) -> &'a str {
        match (self.tokens.get(at), self.tokens.get(at + 1)) {
            (Some(a), Some(b)) => &self.text[a.end()..b.start],
            _ => "\n",
        }
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.tokens[from].start, self.tokens[to].end())
    }

    /// "2020-08-17", "2020/08/17", "25/08/2020", "25.08.2020"; what may be read two ways is not read.
    fn numeric(&self, at: usize) -> Option<(Printed, usize)> {
        let mark = self.gap(at);
        if !matches!(mark, "-" | "/" | ".") || self.gap(at + 1) != mark {
            return None;
        }
        let (a, b, c) = (self.word(at), self.word(at + 1), self.word(at + 2).split('T').next().unwrap_or(""));
        let small = |w: &str| (w.len() <= 2).then(|| w.parse::<i8>().ok()).flatten();
        let (year, month, day) = match (a.len(), c.len()) {
            (4, _) => (year(a)?, small(b)?, small(c)?),
            (_, 4) => match (small(a)?, small(b)?) {
                (d, m) if d > 12 || mark == "." => (year(c)?, m, d),
                (m, d) if d > 12 || m == d => (year(c)?, m, d),
                _ => return None,
            },
            _ => return None,
        };
        let span = self.span(at, at + 2);
        Date::new(year, month, day).ok()?;
        Some((Printed { span, year: Some(year), month, day: Some(day), weekday: None }, at + 3))
    }

    /// A date around the month name at token `at`.
    fn named(&self, at: usize) -> Option<(Printed, usize)> {
        let month = self.month(at)?;
        let (mut first, mut last) = (at, at);
        let mut day_found = self.day_before(at);
        if day_found.is_some() {
            first = at - if self.word(at - 1) == "of" { 2 } else { 1 };
        } else if matches!(self.gap(at), " " | ". ") && day(self.word(at + 1)).is_some() && !self.gap(at + 1).starts_with([':', '%']) {
            day_found = day(self.word(at + 1));
            last = at + 1;
            // "June 11-13, 2020": the year stands after the range.
            if matches!(self.gap(last), "-" | "–") && day(self.word(last + 1)).is_some() {
                last += 1;
            }
        }
        let near = matches!(self.gap(last), " " | ", " | ". " | " of " | "-" | "., " | " , ");
        let year = near.then(|| year(self.word(last + 1))).flatten();
        if year.is_some() {
            last += 1;
        }
        if day_found.is_none() && year.is_none() && self.word(at).chars().count() < 4 {
            return None;
        }
        let weekday =
            first.checked_sub(1).filter(|i| matches!(self.gap(*i), " " | ", " | ". " | "., " | " the ")).and_then(|i| self.weekday(i));
        if weekday.is_some() {
            first -= 1;
        }
        Some((Printed { span: self.span(first, last), year, month, day: day_found, weekday }, last + 1))
    }

    fn day_before(&self, at: usize) -> Option<i8> {
        let before = at.checked_sub(1)?;
        if self.word(before) == "of" {
            return day(self.word(before.checked_sub(1)?)).filter(|_| self.word(before - 1).len() > 2);
        }
        day(self.word(before)).filter(|_| matches!(self.gap(before), " " | "-" | ". "))
    }

    fn month(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        let month = self.layout.months.get(&word.to_lowercase())?;
        word.starts_with(char::is_uppercase).then_some(*month)
    }

    fn weekday(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        word.starts_with(char::is_uppercase).then(|| self.layout.weekdays.get(&word.to_lowercase()).copied()).flatten()
    }
}

fn year(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|y| (1900..=2100).contains(y))
}

/// "3", "03", "3rd".
fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let plain =
        (1..=2).contains(&digits.len()) && (ending.is_empty() || ["st", "nd", "rd", "th", "ST", "ND", "RD", "TH"].contains(&ending));
    plain.then(|| digits.parse().ok()).flatten().filter(|d| (1..=31).contains(d))
}

/// A line that prints a date and hardly more: a weekday, a time of day, a place, "Published:".
pub(crate) fn date_line(line: &str, layout: &Layout) -> Option<Printed> {
    if line.len() > 100 {
        return None;
    }
    let date = *dates(line, layout).iter().find(|d| d.day.is_some() || d.year.is_some())?;
    let folded = line.to_lowercase();
    let cued = layout.cue("printed").iter().any(|c| folded.starts_with(c.as_str()));
    let rest = tokens(line).into_iter().filter(|t| t.start < date.span.start || t.start >= date.span.end);
    let (mut others, mut small) = (0, 0);
    for token in rest {
        let lower = token.word.to_lowercase();
        let clock = token.word.bytes().all(|b| b.is_ascii_digit()) && token.word.len() <= 2;
        let ours = clock || layout.is_cue("clock", &lower) || layout.is_cue("printed", &lower);
        let ours =
            ours || layout.weekdays.contains_key(&lower) || token.word.bytes().all(|b| b.is_ascii_uppercase()) && token.word.len() <= 4;
        others += usize::from(!ours);
        small += usize::from(!ours && !token.word.starts_with(char::is_uppercase));
    }
    let placed = small == 0
        && others <= 3
        && date.is_full()
        && !line.ends_with('.')
        && line[..date.span.start].trim_end().ends_with([',', '|', '-', '–', ':', '·']);
    (others == 0 || placed || (cued && others <= 4)).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use khabar_lexicon::Lexicon;

    fn read(text: &str) -> Vec<(String, Option<i8>)> {
        let lex = Lexicon::bundled().unwrap();
        let show = |d: &Printed| d.when(d.year).map_or(format!("-{:02}-{:02}", d.month, d.day.unwrap_or(0)), |w| w.to_string());
        dates(text, &lex.layout).iter().map(|d| (show(d), d.weekday)).collect()
    }

    #[test]
    fn printed_forms() {
        for (text, date) in [
            ("AUGUST 25, 2020", "2020-08-25"),
            ("18 Aug 2020 10:32 GST", "2020-08-18"),
            ("Updated: 3rd of March, 2021", "2021-03-03"),
            ("2021-03-03T10:00:00Z", "2021-03-03"),
            ("25/08/2020", "2020-08-25"),
            ("08/25/2020", "2020-08-25"),
            ("June 11-13, 2020", "2020-06-11"),
            ("in Sept. 2019", "2019-09"),
            ("KYIV, 3 March", "-03-03"),
        ] {
            assert_eq!(read(text).first().map(|d| d.0.as_str()), Some(date), "{text}");
        }
        assert_eq!(read("Monday, Aug. 17, 2020")[0], ("2020-08-17".into(), Some(1)));
    }

    #[test]
    fn what_is_no_date() {
        for text in ["they may 5 times march", "03/04/2021", "2021-13-40", "the 1945 war", "31 June 2020x", "version 1.2.3", "Mar a Lago"] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
