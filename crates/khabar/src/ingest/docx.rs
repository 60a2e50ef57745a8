//! DOCX: paragraphs with the kinds that their styles state, tables row by row, the core properties.

use super::flow::{Flow, Piece};
use super::names::NAMES;
use super::{Format, IngestError, Parsed, dates, facts};
use khabar_model::{BlockKind, DateSource, Facts};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Reads a DOCX file; no part of it may unpack to more than `max_bytes`.
pub fn read(path: &str, bytes: &[u8], max_bytes: u64) -> Result<Parsed, IngestError> {
    let broken = |why: String| IngestError::broken(path, Format::Docx, why, "open it in a word processor and save it again");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(format!("its archive is damaged ({e})")))?;
    let mut part = |name: &str| -> Result<String, String> {
        let mut text = Vec::new();
        let file = archive.by_name(name).map_err(|_| format!("it has no {name}"))?;
        file.take(max_bytes.saturating_add(1)).read_to_end(&mut text).map_err(|e| format!("{name} is damaged ({e})"))?;
        if text.len() as u64 > max_bytes {
            Err(format!("{name} unpacks to more than the size limit"))
        } else {
            Ok(String::from_utf8_lossy(&text).into_owned())
        }
    };
    let document = part("word/document.xml").map_err(broken)?;
    let styles = part("word/styles.xml").map(|xml| styles(&xml)).unwrap_or_default();
    let core = part("docProps/core.xml").unwrap_or_default();
    let mut walk = Walk { styles, ..Walk::default() };
    walk.over(&document).map_err(|e| broken(format!("word/document.xml is damaged ({e})")))?;
    let mut facts = properties(&core);
    if let Some(title) = walk.title.take() {
        facts.title = Some(title);
    }
    Ok(Parsed { flow: walk.flow, facts, notes: Vec::new() })
}

/// Style ids to style names: ids are in the writer's language, built-in names are not.
fn styles(xml: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut id = None;
    let mut reader = Reader::from_str(xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                b"style" => id = attribute(&e, b"styleId"),
                b"name" => {
                    if let (Some(id), Some(name)) = (id.take(), attribute(&e, b"val")) {
                        found.insert(id, name.to_lowercase());
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    found
}

fn attribute(e: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let found = e.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(String::from_utf8_lossy(&found.value).into_owned())
}

/// Title, creator and day of making from `docProps/core.xml`.
fn properties(xml: &str) -> Facts {
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    let mut open = String::new();
    let mut reader = Reader::from_str(xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(e) => open = String::from_utf8_lossy(e.local_name().as_ref()).into_owned(),
            Event::End(_) => open.clear(),
            Event::Text(t) if !open.is_empty() => values.entry(open.clone()).or_default().push_str(&String::from_utf8_lossy(&t)),
            Event::GeneralRef(r) if !open.is_empty() => values.entry(open.clone()).or_default().push_str(&resolved(&r)),
            _ => {}
        }
    }
    let date = values.get("created").and_then(|d| dates::date(d));
    Facts {
        title: values.get("title").and_then(|t| NAMES.office.title(t)),
        authors: values.get("creator").map(|a| NAMES.office.authors(a)).unwrap_or_default(),
        date,
        date_source: date.map(|_| DateSource::Inferred),
        language: values.get("language").and_then(|l| facts::language(l)),
        ..Facts::default()
    }
}

/// `&amp;`, `&#8217;` and their like.
fn resolved(entity: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let name = String::from_utf8_lossy(entity).into_owned();
    quick_xml::escape::resolve_predefined_entity(&name).unwrap_or("").to_string()
}

/// A walk over `word/document.xml`.
#[derive(Default)]
struct Walk {
    styles: BTreeMap<String, String>,
    flow: Flow,
    /// The open paragraphs (text boxes nest them).
    open: Vec<Paragraph>,
    /// Cells of the open row of the outermost table.
    row: Vec<Vec<Paragraph>>,
    tables: usize,
    /// Depth inside elements whose text is not part of the document: deleted words, fallbacks.
    skip: usize,
    in_text: bool,
    title: Option<String>,
}

#[derive(Default)]
struct Paragraph {
    words: String,
    style: String,
    listed: bool,
}

impl Walk {
    fn over(&mut self, xml: &str) -> Result<(), quick_xml::Error> {
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event()? {
                Event::Eof => return Ok(()),
                Event::Start(e) => self.start(&e),
                Event::Empty(e) => self.empty(&e),
                Event::End(e) => self.end(e.local_name().as_ref()),
                Event::Text(t) => self.add(&String::from_utf8_lossy(&t)),
                Event::GeneralRef(r) => self.add(&resolved(&r)),
                _ => {}
            }
        }
    }

    fn add(&mut self, words: &str) {
        if let Some(paragraph) = self.open.last_mut().filter(|_| self.in_text && self.skip == 0) {
            paragraph.words.push_str(words);
        }
    }

    fn start(&mut self, e: &BytesStart<'_>) {
        match e.local_name().as_ref() {
            b"p" => self.open.push(Paragraph::default()),
            b"t" => self.in_text = true,
            b"tbl" => self.tables += 1,
            b"tc" if self.tables == 1 => self.row.push(Vec::new()),
            b"del" | b"moveFrom" | b"Fallback" | b"instrText" => self.skip += 1,
            _ => self.empty(e),
        }
    }

    fn empty(&mut self, e: &BytesStart<'_>) {
        let Some(paragraph) = self.open.last_mut() else { return };
        let value = || attribute(e, b"val").unwrap_or_default();
        match e.local_name().as_ref() {
            b"pStyle" => paragraph.style = self.styles.get(&value()).cloned().unwrap_or_else(|| value().to_lowercase()),
            b"numId" => paragraph.listed = value() != "0",
            b"tab" if !paragraph.words.is_empty() => paragraph.words.push(' '),
            b"br" | b"cr" => paragraph.words.push('\n'),
            b"noBreakHyphen" => paragraph.words.push('-'),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"t" => self.in_text = false,
            b"p" => self.end_paragraph(),
            b"tr" if self.tables == 1 => self.end_row(),
            b"tbl" => self.tables = self.tables.saturating_sub(1),
            b"del" | b"moveFrom" | b"Fallback" | b"instrText" => self.skip = self.skip.saturating_sub(1),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop().filter(|p| !p.words.trim().is_empty()) else { return };
        match self.row.last_mut() {
            Some(cell) => cell.push(paragraph),
            None => self.keep(paragraph),
        }
    }

    /// A row with one filled cell is there for layout: its paragraphs stand as such.
    fn end_row(&mut self) {
        let cells: Vec<Vec<Paragraph>> = std::mem::take(&mut self.row).into_iter().filter(|c| !c.is_empty()).collect();
        if cells.len() == 1 {
            return cells.into_iter().flatten().for_each(|p| self.keep(p));
        }
        let words = |cell: &Vec<Paragraph>| cell.iter().map(|p| p.words.trim().replace('\n', " ")).collect::<Vec<_>>().join(" ");
        self.flow.push(Piece::Row, &cells.iter().map(words).collect::<Vec<_>>().join(" | "));
    }

    fn keep(&mut self, paragraph: Paragraph) {
        let of = |names: &[String]| names.iter().any(|n| paragraph.style.starts_with(n.as_str()));
        let office = &NAMES.office;
        let piece = match () {
            _ if of(&office.headline) && self.title.is_none() => Piece::Known(BlockKind::Headline),
            _ if of(&office.heading) || of(&office.headline) => Piece::Known(BlockKind::Heading),
            _ if of(&office.caption) => Piece::Known(BlockKind::Caption),
            _ if paragraph.listed || of(&office.bullet) => Piece::Bullet,
            _ => Piece::Words,
        };
        if piece == Piece::Known(BlockKind::Headline) {
            self.title = Some(paragraph.words.trim().replace('\n', " "));
        }
        self.flow.push(piece, &paragraph.words);
    }
}
