//! PDF: the text layer's glyphs, page by page, with what the document says of itself.
//!
//! `pdf-extract` decodes fonts and positions; it may panic on odd files, so it runs on a thread of its own, page by page.

use super::guard::{apart, guarded};
use super::layout::{self, Glyph};
use super::names::NAMES;
use super::{Format, IngestError, Parsed, dates, facts};
use khabar_model::{DateSource, Facts, Note};
use pdf_extract::{Document, MediaBox, Object, OutputDev, OutputError, Transform};

/// What the thread brings back.
struct Taken {
    pages: Vec<Vec<Glyph>>,
    /// Numbers of pages that could not be read.
    lost: Vec<u32>,
    facts: Facts,
}

/// Reads a PDF file.
pub fn read(path: &str, bytes: &[u8]) -> Result<Parsed, IngestError> {
    let broken = |why: String, help| IngestError::broken(path, Format::Pdf, why, help);
    let taken = apart(|| take(bytes));
    let taken = match taken {
        None => return Err(broken("it is cut short or damaged".to_string(), "fetch it again")),
        Some(Err(Trouble::Locked)) => return Err(broken("it is locked by a password".to_string(), "save a copy without the password")),
        Some(Err(Trouble::Damaged(why))) => return Err(broken(format!("it is cut short or damaged ({why})"), "fetch it again")),
        Some(Ok(taken)) => taken,
    };
    let (flow, headline) = layout::text(&taken.pages);
    if flow.is_empty() {
        let (why, help) = (" layer, its pages are pictures", "make one by OCR first");
        return Err(IngestError::NoText { path: path.to_string(), format: Format::Pdf, why, help });
    }
    let mut facts = taken.facts;
    facts.title = facts.title.or(headline);
    let empty = taken.pages.iter().filter(|page| page.is_empty()).count() - taken.lost.len();
    let mut notes = Vec::new();
    if !taken.lost.is_empty() {
        let numbers = taken.lost.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        notes.push(Note::warning("I008", format!("pages that could not be read: {numbers}")).help("fetch the file again"));
    }
    if empty > 0 {
        notes.push(
            Note::info("I009", format!("{empty} of {} pages hold no text", taken.pages.len()))
                .help("if they are scans, make a text layer by OCR"),
        );
    }
    Ok(Parsed { flow, facts, notes })
}

enum Trouble {
    Locked,
    Damaged(String),
}

fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let mut document = Document::load_mem(bytes).map_err(|e| Trouble::Damaged(e.to_string()))?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Trouble::Locked);
    }
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        return Err(Trouble::Damaged("it has no pages".to_string()));
    }
    let mut taken = Taken { pages: Vec::new(), lost: Vec::new(), facts: properties(&document) };
    for number in numbers {
        let mut page = Glyphs::default();
        let read = guarded(|| pdf_extract::output_doc_page(&document, &mut page, number));
        if !matches!(read, Some(Ok(()))) && page.glyphs.is_empty() {
            taken.lost.push(number);
        }
        taken.pages.push(page.glyphs);
    }
    if taken.lost.len() == taken.pages.len() {
        return Err(Trouble::Damaged("none of its pages can be read".to_string()));
    }
    Ok(taken)
}

/// Title, author and day of making. The day is inferred: files are made anew long after a text was published.
fn properties(document: &Document) -> Facts {
    let info = document.trailer.get(b"Info").ok().and_then(|object| match object {
        Object::Reference(id) => document.get_dictionary(*id).ok(),
        Object::Dictionary(dictionary) => Some(dictionary),
        _ => None,
    });
    let value = |key: &[u8]| info.and_then(|i| i.get(key).ok()).and_then(|o| o.as_str().ok()).map(string);
    let date = value(b"CreationDate").and_then(|d| dates::date(d.trim_start_matches("D:").get(..8)?));
    let root = document.catalog().ok();
    let language = root.and_then(|r| r.get(b"Lang").ok()).and_then(|o| o.as_str().ok()).map(string);
    Facts {
        title: value(b"Title").and_then(|t| NAMES.office.title(&t)),
        authors: value(b"Author").map(|a| NAMES.office.authors(&a)).unwrap_or_default(),
        date,
        date_source: date.map(|_| DateSource::Inferred),
        language: language.and_then(|l| facts::language(&l)),
        ..Facts::default()
    }
}

/// A text string: UTF-16 or UTF-8 with a mark, else close to Windows-1252.
fn string(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned()
}

/// Gathers the glyphs of one page.
#[derive(Default)]
struct Glyphs {
    glyphs: Vec<Glyph>,
}

impl OutputDev for Glyphs {
    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        Ok(())
    }
    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
    fn output_character(&mut self, at: &Transform, width: f64, _: f64, size: f64, text: &str) -> Result<(), OutputError> {
        let (along, across) = (at.m11.hypot(at.m12), at.m21.hypot(at.m22));
        self.glyphs.push(Glyph {
            x: at.m31,
            y: at.m32,
            width: width * size * along,
            size: size * across,
            turned: at.m12.abs() > at.m11.abs(),
            text: text.to_string(),
        });
        Ok(())
    }
    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
