//! Web pages: the main text without navigation, adverts and notices; headings, lists and captions as hints.

use super::flow::{Flow, Piece};
use super::names::NAMES;
use super::{Format, IngestError, Parsed, page_facts};
use dom_query::{Document, Matcher, NodeRef};
use dom_smoothie::{Article, Readability};
use khabar_model::{BlockKind, Note};
use std::sync::LazyLock;

/// Deeper nesting comes from broken or hostile pages and would overflow the stack.
const DEEPEST: usize = 400;
/// Fewer characters are no main text.
const FEW: usize = 140;
/// A part that is called boilerplate but holds most of the page, and this many characters or its heading, is its text after all.
const LONG: usize = 1_000;
/// So many short links in one block, and nothing else, are a menu; so is a list item that is one short link.
const MENU: usize = 3;

/// The selectors of `knowledge/ingest.toml`, compiled once; a test there shows that they are sound.
struct Matchers {
    never: Vec<Matcher>,
    drop: Vec<Matcher>,
    main: Vec<Matcher>,
    pull_quote: Vec<Matcher>,
}

static MATCHERS: LazyLock<Matchers> = LazyLock::new(|| {
    let compiled = |selectors: &[String]| selectors.iter().filter_map(|s| Matcher::new(s).ok()).collect();
    let page = &NAMES.page;
    Matchers {
        never: compiled(&page.never),
        drop: compiled(&page.drop),
        main: compiled(&page.main),
        pull_quote: compiled(&page.pull_quote),
    }
});

/// Reads a whole page: facts from its head, main text from its body.
pub fn read(path: &str, html: &str) -> Result<Parsed, IngestError> {
    let page = Document::from(html);
    if too_deep(&page) {
        let why = format!("its elements are nested deeper than {DEEPEST}");
        return Err(IngestError::broken(path, Format::Html, why, "save its text as TXT first"));
    }
    let mut known = page_facts::read(&page);
    prune(&page);
    let config = dom_smoothie::Config { keep_classes: true, ..Default::default() };
    let article = Readability::with_document(page.clone(), None, Some(config)).ok().and_then(|mut r| r.parse().ok());
    let (mut flow, mut notes) = main_text(&page, article.as_ref());
    if let Some(body) = known.body.take().filter(|body| flow.text().len() < FEW && body.len() > flow.text().len()) {
        flow = Flow::default();
        body.split('\n').for_each(|line| flow.push(Piece::Words, line));
        notes = vec![Note::info("I006", "the text is taken from the page's linked data, its body holds none")];
    }
    if let Some(article) = article {
        page_facts::complete(&mut known.facts, &article);
    }
    if let Some(title) = known.facts.title.as_ref().filter(|_| !flow.is_empty()) {
        flow.headline(title);
    }
    Ok(Parsed { flow, facts: known.facts, notes })
}

/// Reads a piece of HTML that is all content: a feed item, the body of a mail, a table cell.
pub fn fragment(html: &str) -> Flow {
    let page = Document::from(html);
    if too_deep(&page) {
        return Flow::default();
    }
    MATCHERS.never.iter().for_each(|matcher| page.select_matcher(matcher).remove());
    Walk::over(page.root(), false)
}

/// The encoding that a page's `meta` element or an XML declaration names.
pub fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let key = if head.trim_start().starts_with("<?xml") { "encoding" } else { "charset" };
    let after = &head[head.find(key)? + key.len()..];
    let label: String = after
        .trim_start()
        .strip_prefix('=')?
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

fn too_deep(page: &Document) -> bool {
    let mut level = vec![page.root()];
    for _ in 0..DEEPEST {
        level = level.iter().flat_map(|node| node.children_it(false)).collect();
        if level.is_empty() {
            return false;
        }
    }
    true
}

/// Takes out what is never main text. A part that holds most of the page's text stays, whatever it is called.
fn prune(page: &Document) {
    MATCHERS.never.iter().for_each(|matcher| page.select_matcher(matcher).remove());
    let whole = page.body().map_or(0, |body| body.text().len());
    for matcher in &MATCHERS.drop {
        for node in page.select_matcher(matcher).nodes() {
            let kept = ["html", "body", "main", "article"].iter().any(|name| node.has_name(name));
            let size = node.text().len();
            let is_text = || size >= LONG || node.descendants_it().any(|n| n.has_name("h1") || n.has_name("article"));
            if !kept && (size * 2 <= whole || !is_text()) {
                node.remove_from_parent();
            }
        }
    }
}

/// Readability's choice; the page's own marks where that found too little; the whole body where there are none.
fn main_text(page: &Document, article: Option<&Article>) -> (Flow, Vec<Note>) {
    let chosen = article.map(|a| Walk::over(Document::from(a.content.clone()).root(), false)).unwrap_or_default();
    let marked = MATCHERS.main.iter().map(|matcher| longest(page, matcher)).find(|flow| flow.text().len() >= FEW).unwrap_or_default();
    if chosen.text().len() * 10 >= marked.text().len() * 7 && chosen.text().len() >= FEW {
        return (chosen, Vec::new());
    }
    if !marked.is_empty() {
        return (marked, Vec::new());
    }
    let body = page.body().map(|body| Walk::over(body, true)).unwrap_or_default();
    let (flow, whole) = if body.text().len() > chosen.text().len() { (body, true) } else { (chosen, false) };
    let note = Note::info("I007", "no main text stands out; all text of the page is read").help("check it with `khabar show`");
    let notes = if whole && flow.text().len() >= LONG { vec![note] } else { Vec::new() };
    (flow, notes)
}

fn longest(page: &Document, matcher: &Matcher) -> Flow {
    let flows = page.select_matcher(matcher).nodes().iter().map(|node| Walk::over(*node, true)).collect::<Vec<_>>();
    flows.into_iter().reduce(|a, b| if b.text().len() > a.text().len() { b } else { a }).unwrap_or_default()
}

/// A walk over elements that collects words until a block ends.
#[derive(Default)]
struct Walk {
    flow: Flow,
    words: String,
    piece: Option<Piece>,
    /// Characters of `words` inside links, and how many links.
    linked: usize,
    links: usize,
    in_link: bool,
    in_pre: bool,
    /// Leave out blocks that are nothing but links.
    no_links: bool,
}

impl Walk {
    fn over(node: NodeRef<'_>, no_links: bool) -> Flow {
        let mut walk = Walk { no_links, ..Walk::default() };
        walk.children(node);
        walk.flush();
        walk.flow
    }

    fn children(&mut self, node: NodeRef<'_>) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.text(&child.text());
            } else if let Some(name) = child.node_name() {
                self.element(child, &name);
            }
        }
    }

    fn text(&mut self, text: &str) {
        let before = self.words.len();
        if self.in_pre {
            self.words.push_str(text);
        } else {
            self.words.extend(text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
        }
        if self.in_link {
            self.linked += self.words.len() - before;
        }
    }

    fn element(&mut self, node: NodeRef<'_>, name: &str) {
        match name {
            "script" | "style" | "noscript" | "template" | "svg" | "head" | "title" | "iframe" => {}
            "br" if self.words.trim_end_matches(' ').ends_with('\n') => self.flush(),
            "br" => self.words.push('\n'),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.block(node, Some(Piece::Known(BlockKind::Heading))),
            "figcaption" | "caption" => self.block(node, Some(Piece::Known(BlockKind::Caption))),
            "li" => self.block(node, Some(Piece::Bullet)),
            "tr" if !node.children_it(false).any(holds_blocks) => self.row(node),
            "sup" if node.descendants_it().any(|n| n.has_name("a")) => {}
            "a" => {
                let outer = std::mem::replace(&mut self.in_link, true);
                self.links += 1;
                self.children(node);
                self.in_link = outer;
            }
            "pre" => {
                let outer = std::mem::replace(&mut self.in_pre, true);
                self.block(node, None);
                self.in_pre = outer;
            }
            _ if is_pull_quote(&node) => self.block(node, Some(Piece::Known(BlockKind::PullQuote))),
            _ if is_block(name) => self.block(node, None),
            _ => self.children(node),
        }
    }

    fn block(&mut self, node: NodeRef<'_>, piece: Option<Piece>) {
        self.flush();
        let outer = self.piece.take();
        self.piece = piece.or(outer);
        self.children(node);
        self.flush();
        self.piece = None;
    }

    /// One line a row of plain cells.
    fn row(&mut self, node: NodeRef<'_>) {
        self.flush();
        for cell in node.children_it(false).filter(|c| c.is_element()) {
            let before = self.words.len();
            if before > 0 {
                self.words.push_str(" | ");
            }
            let start = self.words.len();
            self.children(cell);
            if self.words[start..].trim().is_empty() {
                self.words.truncate(before);
            }
        }
        self.piece = Some(Piece::Row);
        self.words = self.words.replace('\n', " ");
        self.flush();
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        let (linked, links) = (std::mem::take(&mut self.linked), std::mem::take(&mut self.links));
        if words.trim().is_empty() {
            return;
        }
        let piece = self.piece.take().unwrap_or(Piece::Words);
        let only_links = linked * 10 >= words.trim().len() * 8 && matches!(piece, Piece::Words | Piece::Bullet);
        let tag = piece == Piece::Bullet && words.split_whitespace().count() < 5;
        let menu = only_links && (tag || links >= MENU && linked < links * 30);
        if !(menu || self.no_links && only_links) {
            self.flow.push(piece, &words);
        }
    }
}

fn is_pull_quote(node: &NodeRef<'_>) -> bool {
    (node.has_attr("class") || node.has_attr("role")) && MATCHERS.pull_quote.iter().any(|matcher| node.is_match(matcher))
}

/// Does a table cell hold blocks, so that the table is there for layout?
fn holds_blocks(cell: NodeRef<'_>) -> bool {
    let heading = |n: &NodeRef<'_>| matches!(n.node_name().as_deref(), Some("h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li"));
    cell.descendants_it().any(|n| heading(&n) || n.node_name().is_some_and(|name| is_block(&name)))
}

/// HTML elements that begin and end a paragraph.
fn is_block(name: &str) -> bool {
    const BLOCKS: &[&str] = &[
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    BLOCKS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(flow: Flow) -> (String, Vec<(String, String)>) {
        let source = flow.source("x");
        let hints = source.hints.iter().map(|h| (h.kind.to_string(), h.span.of(&source.text).to_string())).collect();
        (source.text.to_string(), hints)
    }

    #[test]
    fn elements_become_paragraphs_rows_items_and_hints() {
        let html = "<p>One <b>bold</b><br>line</p><div>Two<br><br>Three<ul><li><p>first</p><p>more</p></li><li>second<ul><li>inner</li></ul></li></ul></div>\
            <table><tr><th>Site</th><th>Dead</th></tr><tr><td>Dam</td><td></td><td>3</td></tr></table>\
            <table><tr><td><p>Laid out</p><p>by table</p></td></tr></table><h2>Next\n steps</h2><figure><img alt='no'><figcaption>A gate.</figcaption></figure>\
            <blockquote class='pullquote'>Loud words</blockquote>end.<sup><a href='#1'>1</a></sup><script>no()</script>";
        let (text, hints) = shown(fragment(html));
        assert_eq!(
            text,
            "One bold\nline\n\nTwo\n\nThree\n\n• first\n\nmore\n\n• second\n• inner\n\nSite | Dead\nDam | 3\n\nLaid out\n\nby table\n\n\
             Next steps\n\nA gate.\n\nLoud words\n\nend."
        );
        let kinds: Vec<_> = hints.iter().map(|(k, _)| k.as_str()).collect();
        assert_eq!(kinds, ["bullet", "bullet", "bullet", "paragraph", "paragraph", "heading", "caption", "pull_quote"]);
    }

    #[test]
    fn a_page_declares_its_encoding_in_either_way() {
        assert_eq!(declared_encoding(b"<meta charset=\"Windows-1251\">").as_deref(), Some("windows-1251"));
        assert_eq!(
            declared_encoding(b"<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>").as_deref(),
            Some("iso-8859-1")
        );
        assert_eq!(declared_encoding(b"<p>words"), None);
    }

    #[test]
    fn a_page_nested_too_deep_is_refused_and_does_not_overflow() {
        let html = format!("<html><body>{}words", "<div>".repeat(3_000));
        assert_eq!(
            read("deep.html", &html).err().map(|e| e.to_string()).as_deref(),
            Some("deep.html: is no sound HTML file: its elements are nested deeper than 400; save its text as TXT first")
        );
    }
}
