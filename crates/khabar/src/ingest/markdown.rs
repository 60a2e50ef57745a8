//! Markdown: headings, lists and paragraphs as text with hints; facts from the front matter.

use super::flow::{Flow, Piece};
use super::{Parsed, facts};
use khabar_model::{BlockKind, Facts};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Reads a Markdown text. The front matter (YAML or TOML, one `key: value` a line) gives facts, as does the first heading.
pub fn read(text: &str) -> Parsed {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut walk = Walk::default();
    for event in Parser::new_ext(text, options) {
        walk.event(event);
    }
    walk.flush();
    let mut facts = front_matter(&walk.front);
    if facts.title.is_none() {
        facts.title = walk.title.take();
    }
    Parsed { flow: walk.flow, facts, notes: Vec::new() }
}

/// Where the walk through the events stands.
#[derive(Default)]
struct Walk {
    flow: Flow,
    words: String,
    piece: Option<Piece>,
    front: String,
    in_front: bool,
    /// Depth of things that are no text: images, footnote marks, code of no interest.
    skip: usize,
    title: Option<String>,
}

impl Walk {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(t) if self.in_front => self.front.push_str(&t),
            Event::Text(t) | Event::Code(t) if self.skip == 0 => self.words.push_str(&t),
            Event::SoftBreak => self.words.push(' '),
            Event::HardBreak => self.words.push('\n'),
            Event::Html(t) | Event::InlineHtml(t) if t.starts_with("<br") => self.words.push('\n'),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::MetadataBlock(_) => self.in_front = true,
            Tag::Image { .. } => self.skip += 1,
            Tag::Heading { .. } => self.open(Piece::Known(BlockKind::Heading)),
            Tag::Item => self.open(Piece::Bullet),
            Tag::TableHead | Tag::TableRow => self.open(Piece::Row),
            Tag::List(_) | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::FootnoteDefinition(_) => self.flush(),
            Tag::TableCell if !self.words.is_empty() => self.words.push_str(" | "),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::MetadataBlock(_) => self.in_front = false,
            TagEnd::Image => self.skip = self.skip.saturating_sub(1),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow | TagEnd::CodeBlock | TagEnd::BlockQuote(_) => {
                self.flush()
            }
            _ => {}
        }
    }

    fn open(&mut self, piece: Piece) {
        self.flush();
        self.piece = Some(piece);
    }

    /// The first heading, if nothing stands before it, is the headline.
    fn end_heading(&mut self) {
        if self.flow.is_empty() && self.title.is_none() && !self.words.trim().is_empty() {
            self.piece = Some(Piece::Known(BlockKind::Headline));
            self.title = Some(self.words.trim().to_string());
        }
        self.flush();
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.trim().is_empty() {
            return;
        }
        self.flow.push(self.piece.take().unwrap_or(Piece::Words), &words);
    }
}

/// `key: value` (YAML) or `key = "value"` (TOML) lines; lists in brackets or as `- item` lines.
fn front_matter(front: &str) -> Facts {
    let mut found = facts::Fields::default();
    let mut key = String::new();
    for line in front.lines() {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            found.add(&key, unquoted(item));
            continue;
        }
        let Some((name, value)) = line.split_once([':', '=']).filter(|(name, _)| !name.starts_with([' ', '\t', '#'])) else { continue };
        key = name.trim().to_string();
        match value.trim().strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
            Some(list) => list.split(',').for_each(|item| found.add(&key, unquoted(item))),
            None => found.add(&key, unquoted(value)),
        }
    }
    found.facts()
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_paragraphs_with_hints_and_front_matter_facts() {
        let text = "---\ntitle: \"Dam talks: round two\"\nauthors: [Mara Quill, 'T. Osei']\ndate: 2024-03-05\npublisher: Basin Watch\n---\n\
            # Dam talks: round two\n\nTwo **delegations** met\nin [Harbin](https://x.example) on Monday.  \nThey left early.\n\n## Outlook\n\n\
            - water *first*\n- power\n\n  with a second paragraph\n\n> Quoted words.\n\n| Site | Dead |\n|---|---|\n| Dam | 3 |\n\n![alt words](a.png)\n";
        let parsed = read(text);
        let source = parsed.flow.source("x.md");
        assert_eq!(
            &*source.text,
            "Dam talks: round two\n\nTwo delegations met in Harbin on Monday.\nThey left early.\n\nOutlook\n\n• water first\n• power\n\n\
             with a second paragraph\n\nQuoted words.\n\nSite | Dead\nDam | 3"
        );
        let kinds: Vec<_> = source.hints.iter().take(4).map(|h| (h.kind.as_str(), h.span.of(&source.text))).collect();
        assert_eq!(
            kinds,
            [("headline", "Dam talks: round two"), ("heading", "Outlook"), ("bullet", "• water first"), ("bullet", "• power")]
        );
        let facts = parsed.facts;
        assert_eq!(facts.title.as_deref(), Some("Dam talks: round two"));
        assert_eq!(facts.authors, ["Mara Quill", "T. Osei"]);
        assert_eq!(facts.date.map(|d| d.to_string()).as_deref(), Some("2024-03-05"));
        assert_eq!(facts.publisher.as_deref(), Some("Basin Watch"));
    }
}
