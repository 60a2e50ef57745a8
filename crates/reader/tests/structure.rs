//! Runs the cases of `cases/read`: blocks, sentences and facts of small texts; and random texts that must not break it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use khabar_lexicon::Lexicon;
use khabar_model::{Block, BlockKind, DateSource, Facts, Hint, Note, Sentence, Source, Span};
use khabar_reader::{blocks, facts, sentences};

/// One file: header, text, expectation.
struct Case {
    path: PathBuf,
    header: Vec<(String, String)>,
    text: String,
    expected: String,
}

impl Case {
    fn read(path: &Path) -> Case {
        let file = fs::read_to_string(path).unwrap();
        let parts: Vec<&str> = file.split("---\n").collect();
        let [header, text, expected] = parts[..] else { panic!("{}: expected header, text and expectation", path.display()) };
        let header = header.lines().filter_map(|l| l.split_once(": ")).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        Case { path: path.to_owned(), header, text: text.to_owned(), expected: expected.to_owned() }
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.header.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    fn source(&self) -> Source {
        let mut source = Source::new(self.path.display().to_string(), self.text.as_str());
        source.given.date = self.get("given").map(|d| d.parse().unwrap());
        source.container.language = self.get("language").map(str::to_owned);
        source
    }
}

struct Read {
    blocks: Vec<Block>,
    speakers: Vec<String>,
    sentences: Vec<Sentence>,
    facts: Facts,
    notes: Vec<Note>,
}

fn read(source: &Source, lex: &Lexicon) -> Read {
    let (blocks, speakers) = blocks::blocks(&source.text, &source.hints, lex);
    let sentences = sentences::sentences(&source.text, &blocks, lex);
    let (facts, notes) = facts::facts(source, &blocks, &sentences, lex);
    Read { blocks, speakers, sentences, facts, notes }
}

/// Blocks with their sentences under them where there is more than one, then facts and notes.
fn show(text: &str, read: &Read) -> String {
    let mut out = String::new();
    for (at, block) in read.blocks.iter().enumerate() {
        let mark = if block.coded { "" } else { " -" };
        let who = block.speaker.map_or(String::new(), |s| format!(" ({})", read.speakers[s]));
        writeln!(out, "{}{mark}{who}: {}", block.kind, brief(block.span.of(text))).unwrap();
        let own: Vec<&Sentence> = read.sentences.iter().filter(|s| s.block == at).collect();
        if own.len() > 1 || own.iter().any(|s| s.span != block.span) {
            own.iter().for_each(|s| writeln!(out, "    | {}", brief(s.span.of(text))).unwrap());
        }
    }
    let facts = &read.facts;
    let day = facts.date.map(|d| format!("{d} {}", facts.date_source.map_or("", DateSource::as_str)));
    let authors = (!facts.authors.is_empty()).then(|| facts.authors.join("; "));
    let genre = facts.genre.map(|g| g.to_string());
    let lines = [("title", &facts.title), ("publisher", &facts.publisher), ("authors", &authors), ("date", &day), ("genre", &genre)];
    for (name, value) in lines.iter().chain(&[("language", &facts.language)]) {
        if let Some(value) = value {
            writeln!(out, "{name} = {value}").unwrap();
        }
    }
    let codes: Vec<&str> = read.notes.iter().map(|n| n.code).collect();
    writeln!(out, "notes = {}", if codes.is_empty() { "none".to_owned() } else { codes.join(" ") }).unwrap();
    out
}

/// On one line; the middle of long words left out.
fn brief(words: &str) -> String {
    let line: Vec<char> = words.replace('\n', "⏎").chars().collect();
    let part = |r: &[char]| r.iter().collect::<String>();
    if line.len() <= 90 {
        part(&line)
    } else {
        format!("{} … {}", part(&line[..45]).trim_end(), part(&line[line.len() - 30..]).trim_start())
    }
}

#[test]
fn cases_read_as_written() {
    let lex = Lexicon::bundled().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/read");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 15, "{} cases", paths.len());
    let mut wrong = String::new();
    for path in paths {
        let case = Case::read(&path);
        let found = show(&case.text, &read(&case.source(), &lex));
        if found != case.expected {
            let of = |a: &str, b: &str| a.lines().filter(|l| !b.lines().any(|m| m == *l)).collect::<Vec<_>>().join("\n");
            write!(wrong, "\n{}: {}\n", path.display(), case.get("why").unwrap_or("")).unwrap();
            if case.expected.is_empty() {
                write!(wrong, "no expectation yet; found\n{found}").unwrap();
            } else {
                write!(wrong, "expected\n{}\nfound\n{}\n", of(&case.expected, &found), of(&found, &case.expected)).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_the_container_says_wins() {
    let lex = Lexicon::bundled().unwrap();
    let text = "Not the title.\nOne line\nDana Roe: Hello, are you there?\nNewsletter\nA caption without credit";
    let hint = |words: &str, kind| {
        let at = text.find(words).unwrap();
        Hint { span: Span::new(at, at + words.len()), kind }
    };
    let hints = [
        hint("Not the title.", BlockKind::Headline),
        hint("Dana Roe: Hello, are you there?", BlockKind::Bullet),
        hint("Newsletter", BlockKind::Heading),
        hint("A caption without credit", BlockKind::Caption),
    ];
    let (blocks, speakers) = blocks::blocks(text, &hints, &lex);
    let kinds: Vec<BlockKind> = blocks.iter().map(|b| b.kind).collect();
    use BlockKind::*;
    assert_eq!(kinds, [Headline, Paragraph, Bullet, Boilerplate, Caption]);
    assert!(speakers.is_empty());
    // Hints that lie outside the text or inside a character are passed over.
    let bad = [Hint { span: Span::new(1, 2), kind: Heading }, Hint { span: Span::new(90, 99), kind: Heading }];
    assert_eq!(blocks::blocks("é lone word", &bad, &lex).0.len(), 1);
}

/// A small deterministic generator (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "  ",
    "\t",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "Jane Doe:",
    "Jane:",
    "Q:",
    "HOST:",
    "é",
    "بغداد",
    "🙂",
    "“",
    "”",
    "\"",
    "’",
    "(AP Photo/X Y)",
    "• ",
    "- ",
    "1. ",
    "(iv) ",
    "U.S.",
    "Gen.",
    "3.5",
    "…",
    "?",
    "!",
    ".",
    ".”",
    ",",
    ";",
    ":",
    "—",
    " – ",
    "BAGHDAD (AP) — ",
    "3 March 2021",
    "Monday, Aug. 17, 2020",
    "May",
    "29 February",
    "31 June",
    "2020-02-30",
    "99:99",
    "[12]",
    "©",
    "Get in touch",
    "Read more:",
    "By ",
    "told The Post",
    "I'm Jane Doe.",
    "the",
    "The army said that it would hold the bridge until the rains had come",
    "Featuring ",
    "İstanbul",
    "ß",
    "ﬁ",
    "**",
    "# ",
    "https://x.org/a.b",
    "\u{0301}",
    "𝐀",
    "Ω",
    "dž",
    "a presidential election on 3 November",
    "late 2019",
    "By",
    "Published",
    "...",
    "\u{200f}",
];

#[test]
fn random_texts_keep_their_spans_in_order() {
    let lex = Lexicon::bundled().unwrap();
    let mut dice = Dice(7);
    for round in 0..3000 {
        let length = 1 + dice.roll(40);
        let text: String =
            (0..length).map(|_| PIECES[dice.roll(PIECES.len())]).flat_map(|p| [p, if p.len() > 3 { " " } else { "" }]).collect();
        let mut source = Source::new("random", text.as_str());
        if round % 3 == 0 {
            let kinds = BlockKind::ALL;
            let ends: Vec<usize> = (0..4).map(|_| dice.roll(text.len() + 2)).collect();
            source.hints = ends.windows(2).map(|w| Hint { span: Span::new(w[0], w[1]), kind: kinds[dice.roll(kinds.len())] }).collect();
        }
        check(&source, &read(&source, &lex));
    }
}

fn check(source: &Source, read: &Read) {
    let text = &*source.text;
    let mut end = 0;
    for block in &read.blocks {
        let words = text.get(block.span.start..block.span.end).unwrap_or_else(|| panic!("{text:?}: {block:?}"));
        assert!(block.span.start >= end && !words.is_empty() && words.trim() == words, "{text:?}: {block:?}");
        assert!(block.speaker.is_none_or(|s| s < read.speakers.len()), "{text:?}: {block:?}");
        end = block.span.end;
    }
    end = 0;
    for sentence in &read.sentences {
        let words = text.get(sentence.span.start..sentence.span.end).unwrap_or_else(|| panic!("{text:?}: {sentence:?}"));
        assert!(read.blocks[sentence.block].span.contains(sentence.span), "{text:?}: {sentence:?}");
        assert!(sentence.span.start >= end && !words.is_empty() && words.trim() == words, "{text:?}: {sentence:?}");
        end = sentence.span.end;
    }
    // Every word stands in a block.
    let kept: usize = read.blocks.iter().map(|b| b.span.of(text).chars().filter(|c| c.is_alphanumeric()).count()).sum();
    assert_eq!(kept, text.chars().filter(|c| c.is_alphanumeric()).count(), "{text:?}");
}
