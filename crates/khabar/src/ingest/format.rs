//! Which format bytes are in: by what they hold first, by the file's name second.

use super::encoding;
use super::names::NAMES;

/// A format that ingest reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Text,
    Markdown,
    Html,
    Pdf,
    Docx,
    Mail,
    Feed,
    Json,
    Csv,
}

impl Format {
    pub const ALL: &'static [(&'static str, Format)] = &[
        ("text", Format::Text),
        ("markdown", Format::Markdown),
        ("html", Format::Html),
        ("pdf", Format::Pdf),
        ("docx", Format::Docx),
        ("mail", Format::Mail),
        ("feed", Format::Feed),
        ("jsonl", Format::Json),
        ("csv", Format::Csv),
    ];

    /// Reads a format's name (`--as html`) or a file name ending.
    pub fn parse(name: &str) -> Result<Format, super::IngestError> {
        let named = Format::ALL.iter().find(|(n, _)| *n == name).map(|(_, f)| *f);
        named.or_else(|| Format::of_ending(name)).ok_or_else(|| super::IngestError::Flag {
            given: name.to_string(),
            what: "format",
            expected: Format::ALL.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", "),
        })
    }

    /// The format that files with this ending (`txt`, any case) are taken for.
    pub fn of_ending(ending: &str) -> Option<Format> {
        let (e, ending) = (&NAMES.endings, ending.to_lowercase());
        let known = [
            (&e.text, Format::Text),
            (&e.markdown, Format::Markdown),
            (&e.html, Format::Html),
            (&e.pdf, Format::Pdf),
            (&e.docx, Format::Docx),
            (&e.mail, Format::Mail),
            (&e.feed, Format::Feed),
            (&e.json, Format::Json),
            (&e.csv, Format::Csv),
        ];
        known.into_iter().find(|(endings, _)| endings.contains(&ending)).map(|(_, format)| format)
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Format::Text => "text",
            Format::Markdown => "Markdown",
            Format::Html => "HTML",
            Format::Pdf => "PDF",
            Format::Docx => "DOCX",
            Format::Mail => "mail",
            Format::Feed => "RSS or Atom",
            Format::Json => "JSON",
            Format::Csv => "CSV",
        })
    }
}

/// What a look at the bytes says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sniffed {
    Known(Format),
    /// No text: what it is, and what to do.
    Binary {
        what: String,
        help: &'static str,
    },
}

/// The format of a file called `name` (a path, or `-`) that begins with `bytes`.
pub fn sniff(name: &str, bytes: &[u8]) -> Sniffed {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let ending = file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending);
    let named = ending.and_then(Format::of_ending);
    if let Some(found) = by_signature(bytes) {
        return found;
    }
    if encoding::wide(bytes).is_none() && encoding_rs::Encoding::for_bom(bytes).is_none() && looks_binary(bytes) {
        return Sniffed::Binary { what: "a binary file of unknown kind".to_string(), help: OTHER };
    }
    let head = head(bytes);
    Sniffed::Known(by_markup(&head).or_else(|| named.and_then(|format| confirmed(format, &head))).unwrap_or_else(|| by_look(&head)))
}

const OTHER: &str = "save its text as TXT, HTML, PDF or DOCX first";

/// PDF, DOCX, and everything that is surely no text.
fn by_signature(bytes: &[u8]) -> Option<Sniffed> {
    let start = &bytes[..bytes.len().min(1024)];
    if start.windows(5).any(|w| w == b"%PDF-") {
        return Some(Sniffed::Known(Format::Pdf));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let word = bytes.windows(17).any(|w| w == b"word/document.xml");
        let help = "unpack it, or save its text as TXT, HTML, PDF or DOCX first";
        return Some(if word { Sniffed::Known(Format::Docx) } else { Sniffed::Binary { what: "a ZIP archive".to_string(), help } });
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(Sniffed::Binary { what: "an old Office file".to_string(), help: "open it and save it as DOCX first" });
    }
    let kind = infer::get(bytes)?;
    use infer::MatcherType as T;
    let what = match kind.matcher_type() {
        T::Text | T::Custom => return None,
        T::Image => "an image",
        T::Video => "a video",
        T::Audio => "a sound file",
        T::Archive => "an archive",
        T::App => "a program",
        T::Font => "a font",
        T::Book => "an e-book",
        T::Doc => "a document of another program",
    };
    let help = if matches!(kind.matcher_type(), T::Image) { "make text of it by OCR first" } else { OTHER };
    Some(Sniffed::Binary { what: format!("{what} ({})", kind.mime_type()), help })
}

/// A zero byte, or more than a twentieth control characters.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let control = |b: &&u8| **b < 32 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    head.contains(&0) || head.iter().filter(control).count() * 20 > head.len()
}

/// The first characters, roughly decoded: good enough to see tags and header names.
fn head(bytes: &[u8]) -> String {
    let wide = encoding_rs::Encoding::for_bom(bytes).map(|(e, _)| e).or_else(|| encoding::wide(bytes));
    let start = &bytes[..bytes.len().min(4096)];
    wide.unwrap_or(encoding_rs::UTF_8).decode(start).0.into_owned()
}

/// Feeds and pages that begin as such, whatever the file is called.
fn by_markup(head: &str) -> Option<Format> {
    let low = head.trim_start().to_lowercase();
    if !low.starts_with('<') {
        return None;
    }
    let at = |tag: &str| low.find(tag).unwrap_or(usize::MAX);
    let feed = at("<rss").min(at("<feed")).min(at("<rdf:rdf"));
    let page = at("<!doctype html").min(at("<html")).min(at("<head")).min(at("<body"));
    match () {
        _ if feed < page => Some(Format::Feed),
        _ if page < usize::MAX => Some(Format::Html),
        _ => None,
    }
}

/// The format of the file's name, where its content does not speak against it.
fn confirmed(format: Format, head: &str) -> Option<Format> {
    let begins = |signs: &[char]| head.trim_start().starts_with(signs);
    match format {
        Format::Html => head.contains('<').then_some(format),
        Format::Feed => begins(&['<']).then_some(format),
        Format::Mail => (headers(head) > 0).then_some(format),
        _ => Some(format),
    }
}

/// For input without a telling name.
fn by_look(head: &str) -> Format {
    let first = head.lines().find(|l| !l.trim().is_empty()).unwrap_or("").trim();
    match () {
        _ if first.starts_with('{') && first.contains('"') => Format::Json,
        _ if first == "{" || first == "[" || first.starts_with("[{") => Format::Json,
        _ if headers(head) >= 2 => Format::Mail,
        _ if is_table(first) => Format::Csv,
        _ if first == "---" || first.starts_with("# ") => Format::Markdown,
        _ if ["<p", "<div", "<h1", "<article"].iter().any(|tag| first.to_lowercase().starts_with(tag)) => Format::Html,
        _ => Format::Text,
    }
}

/// How many of the first lines are mail headers.
fn headers(head: &str) -> usize {
    let name = |line: &str| line.split_once(':').map(|(name, _)| name.to_lowercase());
    let lines = head.lines().take_while(|l| !l.is_empty());
    let unfolded = lines.filter(|l| !l.starts_with([' ', '\t']));
    let known = |line: &&str| name(line).is_some_and(|n| NAMES.mail.signs.contains(&n));
    unfolded.take(30).filter(known).count()
}

/// Is this a header row that names a text column?
fn is_table(line: &str) -> bool {
    let cells = line.split([',', ';', '\t']).map(|c| c.trim().trim_matches('"').to_lowercase()).collect::<Vec<_>>();
    cells.len() > 1 && cells.iter().any(|c| NAMES.columns.text.contains(c)) && cells.iter().all(|c| c.split(' ').count() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_first_and_the_name_second() {
        for (name, bytes, want) in [
            ("a.txt", "Date: 3 May\nFrom: the desk\n\nWords", Format::Text),
            ("-", "From: A <a@example.org>\nSubject: x\n\nWords", Format::Mail),
            ("a.pdf", "<!DOCTYPE html><html><body>Not found", Format::Html),
            ("a.bin", "%PDF-1.4 ...", Format::Pdf),
            ("a.pdf", "1 0 obj << cut", Format::Pdf),
            ("a.html", "Plain words saved under a wrong name", Format::Text),
            ("page", "<p>One</p>", Format::Html),
            ("-", "<?xml version='1.0'?><rss version='2.0'>", Format::Feed),
            ("x.xml", "<?xml version='1.0'?><feed xmlns='x'>", Format::Feed),
            ("-", "{\"text\": \"a\"}\n", Format::Json),
            ("-", "title,text,date\na,b,c\n", Format::Csv),
            ("-", "# Head\n\nwords", Format::Markdown),
            ("-", "Words, text, and more words that go on.", Format::Text),
            (".md", "words", Format::Text),
        ] {
            assert_eq!(sniff(name, bytes.as_bytes()), Sniffed::Known(want), "{name}: {bytes}");
        }
        assert!(matches!(sniff("a.txt", b"\x89PNG\r\n\x1a\n0000"), Sniffed::Binary { what, .. } if what == "an image (image/png)"));
        assert!(matches!(sniff("a.txt", b"abc\0\0\0def"), Sniffed::Binary { .. }));
        assert_eq!(Format::parse("HTML").ok(), Some(Format::Html));
        assert!(
            Format::parse("xls").unwrap_err().to_string().ends_with("expected text, markdown, html, pdf, docx, mail, feed, jsonl, csv")
        );
    }
}
