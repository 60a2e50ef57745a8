//! The XML of marked reports to text and marks.

use std::collections::BTreeMap;
use std::ops::Range;

use khabar_encoder::Layer;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{BenchError, File};

/// One report.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Writer and genre: the id before its number.
    pub family: String,
    pub number: usize,
    pub text: String,
    /// In the order of their ends.
    pub marks: Vec<Mark>,
}

#[derive(Debug)]
pub(crate) struct Mark {
    pub layer: Layer,
    /// Bytes of the report's text.
    pub span: Range<usize>,
    /// Label within its layer; of a mention the type of its entity.
    pub label: String,
    pub attributes: BTreeMap<String, String>,
}

impl Mark {
    /// An attribute; empty where there is none.
    pub fn get(&self, key: &str) -> &str {
        self.attributes.get(key).map_or("", String::as_str)
    }
}

/// Mentions in more mentions than this are left out.
const DEEPEST: usize = 1;

/// The reports of a file; none if it holds something else.
pub(crate) fn reports(file: &File) -> Result<Vec<Report>, BenchError> {
    let mut reader = Reader::from_str(&file.text);
    let mut walk = Walk::default();
    let (mut line, mut counted) = (1, 0);
    let mut line_of = |at: usize| {
        line += file.text.as_bytes()[counted..at].iter().filter(|&&b| b == b'\n').count();
        counted = at;
        line
    };
    loop {
        let event = reader.read_event();
        let line = line_of((reader.buffer_position() as usize).min(file.text.len()));
        let wrong = |what: String| file.malformed(line, what);
        match event.map_err(|e| file.malformed(line, e.to_string()))? {
            Event::Eof => break,
            Event::Start(e) => {
                if !walk.root && e.name().as_ref() != b"reports" {
                    return Ok(Vec::new());
                }
                walk.start(&e, line).map_err(wrong)?;
            }
            Event::Empty(e) => {
                walk.start(&e, line).map_err(wrong)?;
                walk.end();
            }
            Event::End(_) => {
                walk.end();
                if let Some((entity, line)) = walk.undeclared() {
                    return Err(file.malformed(line, format!("mention of `{entity}`, which is not declared")));
                }
            }
            Event::Text(t) => walk.words(&String::from_utf8_lossy(&t).replace("\r\n", "\n")),
            Event::GeneralRef(r) => {
                let name = String::from_utf8_lossy(&r).into_owned();
                let char = r.resolve_char_ref().ok().flatten().map(String::from);
                let words = char.or_else(|| quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned));
                walk.words(&words.ok_or_else(|| wrong(format!("unknown entity `&{name};`")))?);
            }
            _ => {}
        }
    }
    if !walk.open.is_empty() {
        return Err(file.malformed(file.text.lines().count(), "the file ends inside an element"));
    }
    Ok(walk.out)
}

/// An element that is open, and where its words begin.
struct Open {
    tag: String,
    attributes: BTreeMap<String, String>,
    start: usize,
}

#[derive(Default)]
struct Walk {
    root: bool,
    open: Vec<Open>,
    /// Entity to type, of the report in hand; an entity may be declared behind its mentions.
    entities: BTreeMap<String, String>,
    /// Entities that are mentioned, and the line of their first mention.
    mentioned: BTreeMap<String, usize>,
    report: Report,
    out: Vec<Report>,
    /// In a paragraph of which nothing was seen yet.
    fresh: bool,
}

impl Walk {
    fn start(&mut self, e: &BytesStart, line: usize) -> Result<(), String> {
        let tag = String::from_utf8_lossy(e.name().as_ref()).into_owned();
        let mut attributes = BTreeMap::new();
        for attribute in e.attributes() {
            let a = attribute.map_err(|e| format!("<{tag}>: {e}"))?;
            attributes.insert(String::from_utf8_lossy(a.key.as_ref()).into_owned(), String::from_utf8_lossy(&a.value).into_owned());
        }
        self.root = true;
        self.fresh = false;
        let get = |key: &str| attributes.get(key).cloned().ok_or_else(|| format!("<{tag}> has no `{key}`"));
        match tag.as_str() {
            "report" => {
                let id = get("id")?;
                let numbered = id.rsplit_once('-').and_then(|(family, n)| Some((family.to_owned(), n.parse().ok()?)));
                let (family, number) = numbered.ok_or_else(|| format!("report id `{id}` is not FAMILY-NUMBER"))?;
                self.report = Report { family, number, ..Report::default() };
                self.entities.clear();
                self.mentioned.clear();
            }
            "ent" => {
                self.entities.insert(get("id")?, get("t")?);
            }
            "p" => {
                if !self.report.text.is_empty() {
                    self.report.text.push_str("\n\n");
                }
                self.fresh = true;
            }
            "m" => {
                self.mentioned.entry(get("e")?).or_insert(line);
            }
            "reports" => {}
            other => {
                let (_, label) = layer(other).ok_or_else(|| format!("unknown tag <{other}>"))?;
                label.map(get).transpose()?;
            }
        }
        self.open.push(Open { tag, attributes, start: self.report.text.len() });
        Ok(())
    }

    fn words(&mut self, words: &str) {
        if !self.open.iter().any(|o| o.tag == "p") {
            return;
        }
        let words = if self.fresh { words.trim_start() } else { words };
        self.fresh = self.fresh && words.is_empty();
        self.report.text.push_str(words);
    }

    /// An entity of the report just ended that is mentioned and not declared, and where.
    fn undeclared(&mut self) -> Option<(String, usize)> {
        if self.open.last().is_some_and(|o| o.tag != "reports") {
            return None;
        }
        std::mem::take(&mut self.mentioned).into_iter().find(|(entity, _)| !self.entities.contains_key(entity))
    }

    fn end(&mut self) {
        self.fresh = false;
        let Some(Open { tag, attributes, start }) = self.open.pop() else { return };
        let end = self.report.text.len();
        let (layer, label) = match tag.as_str() {
            "reports" | "ent" => return,
            "report" => return self.end_report(),
            "p" => return self.report.text.truncate(self.report.text.trim_end().len()),
            "m" => match self.open.iter().filter(|o| o.tag == "m").count() {
                0 => (Layer::Men, String::new()),
                depth if depth <= DEEPEST => (Layer::Inn, String::new()),
                _ => return,
            },
            other => {
                let Some((layer, key)) = layer(other) else { return };
                (layer, key.map_or(layer.name(), |k| attributes.get(k).map_or("", String::as_str)).to_owned())
            }
        };
        self.report.marks.push(Mark { layer, span: start..end, label, attributes });
    }

    /// Mentions get the types of their entities.
    fn end_report(&mut self) {
        let mut report = std::mem::take(&mut self.report);
        for mark in report.marks.iter_mut().filter(|m| matches!(m.layer, Layer::Men | Layer::Inn)) {
            mark.label = self.entities.get(mark.get("e")).cloned().unwrap_or_default();
        }
        self.out.push(report);
    }
}

/// Layer of a tag and the attribute that holds its label.
fn layer(tag: &str) -> Option<(Layer, Option<&'static str>)> {
    Some(match tag {
        "ev" => (Layer::Trg, Some("t")),
        "cue" => (Layer::Cue, None),
        "st" => (Layer::St, None),
        "tx" => (Layer::Tx, None),
        "q" => (Layer::Q, None),
        "cm" => (Layer::Cm, None),
        "as" => (Layer::As, Some("t")),
        "rel" => (Layer::Rel, Some("p")),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(body: &str) -> File {
        File { path: "r.xml".into(), text: format!("<reports>\n<report id=\"old-coast-012\">\n{body}\n</report>\n</reports>") }
    }

    #[test]
    fn text_and_marks_are_those_of_the_report() {
        let body = "<ent id=\"o\" t=\"state\"/>\n<p>\n  <m e=\"n\">The navy of <m e=\"o\">Orland</m></m> \
                    <ev id=\"e1\" t=\"ASSAULT\" a=\"n\">fired</ev> R&amp;D.\n </p>\n <p> <as t=\"forecast\">More to come.</as></p><ent id=\"n\" t=\"military\"/>";
        let found = reports(&file(body)).unwrap();
        assert_eq!(found.len(), 1);
        let r = &found[0];
        assert_eq!((r.family.as_str(), r.number, r.text.as_str()), ("old-coast", 12, "The navy of Orland fired R&D.\n\nMore to come."));
        let of: Vec<(Layer, &str, &str)> = r.marks.iter().map(|m| (m.layer, &r.text[m.span.clone()], m.label.as_str())).collect();
        let wanted = [
            (Layer::Inn, "Orland", "state"),
            (Layer::Men, "The navy of Orland", "military"),
            (Layer::Trg, "fired", "ASSAULT"),
            (Layer::As, "More to come.", "forecast"),
        ];
        assert_eq!(of, wanted);
        assert_eq!((r.marks[2].get("a"), r.marks[2].get("r")), ("n", ""));
    }

    #[test]
    fn what_is_malformed_is_told_with_its_line() {
        let told = |body: &str| reports(&file(body)).unwrap_err().to_string();
        assert_eq!(told("<p>\n<m e=\"x\">He</m></p>"), "r.xml:4: mention of `x`, which is not declared");
        assert_eq!(told("<p><ev id=\"e\">hit</ev></p>"), "r.xml:3: <ev> has no `t`");
        assert_eq!(told("<p><b>hit</b></p>"), "r.xml:3: unknown tag <b>");
        assert!(told("<p>one</q>").starts_with("r.xml:3: "));
        let other = File { path: "o.xml".into(), text: "<articles><a/></articles>".into() };
        assert!(reports(&other).unwrap().is_empty());
    }
}
