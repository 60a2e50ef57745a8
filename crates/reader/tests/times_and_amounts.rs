//! Cases of times and amounts (one a line, see `cases/times` and `cases/amounts`), and what holds of any text.

use std::fs;
use std::path::{Path, PathBuf};

use khabar_lexicon::Lexicon;
use khabar_model::{Sentence, Span, TimeKind, When};
use khabar_reader::amounts::amounts;
use khabar_reader::times::times;

fn lexicon() -> Lexicon {
    Lexicon::bundled().unwrap()
}

fn case_files(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&root).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files.into_iter().map(|f| (f.clone(), fs::read_to_string(&f).unwrap())).collect()
}

/// Sentences at a point and a space: cases are plain.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, _) in text.match_indices(". ").filter(|(i, _)| !text[..*i].ends_with(".m")) {
        out.push(Sentence { span: Span::new(start, i + 1), block: 0 });
        start = i + 2;
    }
    out.push(Sentence { span: Span::new(start, text.len()), block: 0 });
    out
}

fn told<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |v| v.to_string())
}

/// Every line of a folder's files, read by `read`, against what it says; all that differ are shown at once.
fn check(folder: &str, mut read: impl FnMut(&str, Option<When>) -> Vec<String>) {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (file, cases) in case_files(folder) {
        let mut anchor = None;
        for line in cases.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            if let Some(date) = line.strip_prefix("anchor: ") {
                anchor = if date == "-" { None } else { Some(date.parse().unwrap()) };
                continue;
            }
            let (text, expected) = line.split_once(" => ").unwrap_or_else(|| panic!("{}: `{line}` has no =>", file.display()));
            let found = read(text, anchor);
            let found = if found.is_empty() { "none".to_owned() } else { found.join(" ; ") };
            count += 1;
            if found != expected {
                wrong.push(format!("{text}\n  expected {expected}\n  found    {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases in {folder} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn times_mean_the_days_that_the_cases_say() {
    let lex = lexicon();
    check("times", |text, anchor| {
        let all = times(text, &sentences(text), &[], anchor, &lex);
        all.iter().map(|t| format!("{} | {} | {}", t.span.of(text), t.value, told(t.when))).collect()
    });
}

#[test]
fn amounts_have_the_values_that_the_cases_say() {
    let lex = lexicon();
    check("amounts", |text, _| {
        let all = amounts(text, &sentences(text), &[], &lex);
        let show = |a: &khabar_model::Amount| {
            let (value, low, high) = (told(a.value), told(a.low), told(a.high));
            format!("{} | {value} | {low}..{high} | {} | {}", a.span.of(text), told(a.unit.clone()), told(a.qualifier.clone()))
        };
        all.iter().map(show).collect()
    });
}

#[test]
fn tagged_spans_are_kept_and_valued_where_the_rules_can() {
    let lex = lexicon();
    let anchor = Some("2020-10-15".parse().unwrap());
    let span = |text: &str, words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
    let text = "Raids resumed before the rains, on Monday, and ended some time ago.";
    let found = [span(text, "before the rains"), span(text, "on Monday"), span(text, "some time ago")];
    let all = times(text, &sentences(text), &found, anchor, &lex);
    let seen: Vec<_> = all.iter().map(|t| (t.span.of(text), t.value.as_str(), t.kind)).collect();
    assert_eq!(
        seen,
        [
            ("before the rains", "FUTURE_REF", TimeKind::Vague),
            ("on Monday", "2020-10-12", TimeKind::Date),
            ("some time ago", "PAST_REF", TimeKind::Vague)
        ]
    );
    let text = "The guards took a teacher and nine others; most of the huts burned.";
    let found = [span(text, "a teacher"), span(text, "nine"), span(text, "most of the huts")];
    let all = amounts(text, &sentences(text), &found, &lex);
    let seen: Vec<_> = all.iter().map(|a| (a.span.of(text), a.value)).collect();
    assert_eq!(seen, [("a teacher", Some(1.0)), ("nine", Some(9.0)), ("most of the huts", None)]);
}

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

#[test]
fn no_text_makes_the_rules_panic_or_leave_character_borders() {
    const PARTS: &[&str] = &[
        "30 February",
        "31",
        "9999",
        "0",
        "999999999999",
        "century",
        "years ago",
        "’s",
        "“",
        "last",
        "next",
        "the",
        "of",
        "BC",
        "Q5",
        "mid-",
        "-",
        "/",
        ":",
        ".",
        ",",
        "$",
        "%",
        "Monday",
        "May",
        "two",
        "hundred",
        "million",
        "half",
        "a",
        "dozen",
        "thousands",
        "later",
        "earlier",
        "é",
        "🙂",
        "بغداد",
        "\u{301}",
        "\n",
        "th",
        "1990s",
        "'80s",
        "a.m.",
        "p.m",
        "noon",
        "every",
        "between",
        "and",
        "to",
        "from",
        "more than",
        "12,34",
        "1,2,3",
        "1.2.3",
        "25:99",
        "Easter",
        "weekend",
        "00",
        "2020-13-45",
        "2020-02-30",
        "year",
        "days",
        "kilometres",
        "per cent",
        "since",
        "by",
        "1/0",
        "decades",
        "1e9",
        "٣",
        "½",
    ];
    let lex = lexicon();
    let mut dice = Dice(7);
    let anchors: [Option<When>; 4] =
        [None, Some("2020-02-29".parse().unwrap()), Some("9999-12-31".parse().unwrap()), Some("0001-01".parse().unwrap())];
    for round in 0..4_000 {
        let mut text = String::new();
        for _ in 0..dice.roll(14) {
            text.push_str(PARTS[dice.roll(PARTS.len())]);
            text.push_str(["", " ", " ", " "][dice.roll(4)]);
        }
        let whole = [Sentence { span: Span::new(0, text.len()), block: 0 }];
        let border = |at: usize| (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        let tags: Vec<Span> =
            (0..dice.roll(3)).map(|_| Span::new(border(dice.roll(text.len() + 1)), border(dice.roll(text.len() + 1)))).collect();
        let found = times(&text, &whole, &tags, anchors[round % 4], &lex);
        let spans = found.iter().map(|t| t.span);
        ordered(&text, spans);
        // of what is no date only an unnumbered spell up to now ("recent weeks") has days
        assert!(found.iter().all(|t| t.kind == TimeKind::Date || t.value.starts_with("PX") || t.when.is_none()), "{text:?}");
        ordered(&text, amounts(&text, &whole, &tags, &lex).iter().map(|a| a.span));
    }
}

fn ordered(text: &str, spans: impl Iterator<Item = Span>) {
    let mut end = 0;
    for span in spans {
        assert!(span.start >= end && !span.is_empty() && text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
        end = span.end;
    }
}
