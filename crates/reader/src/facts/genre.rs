//! The genre of a document, where its layout or words show it.

use khabar_model::{BlockKind, Genre};

use super::{Look, head};
use crate::blocks::words;

/// Transcript by its turns, else by words of the head, else by layout; None where nothing shows.
pub(crate) fn genre(look: &Look, title: Option<&str>, publisher: Option<&str>) -> Option<Genre> {
    if look.of(BlockKind::Turn).take(3).count() == 3 {
        return Some(Genre::Transcript);
    }
    by_words(look, title, publisher).or_else(|| by_layout(look))
}

fn by_words(look: &Look, title: Option<&str>, publisher: Option<&str>) -> Option<Genre> {
    let mut top = words::fold(&head(look).join(" \n "));
    for more in title.iter().chain(&publisher) {
        top.push_str(" | ");
        top.push_str(&words::fold(more));
    }
    let body = words::fold(look.text);
    let cues = &look.lex.layout.genres;
    let at_head = cues.iter().filter(|c| c.head && words::holds(&top, &c.words)).max_by_key(|c| c.words.len());
    let found = at_head.or_else(|| cues.iter().find(|c| !c.head && words::holds(&body, &c.words)));
    found.map(|c| c.genre)
}

/// What a text is made of, in words.
struct Build {
    words: usize,
    paragraphs: usize,
    bullets: usize,
    headings: usize,
    quoted: usize,
}

fn by_layout(look: &Look) -> Option<Genre> {
    let count = |kind| look.of(kind).count();
    let layout = &look.lex.layout;
    let paragraphs: Vec<&str> = look.of(BlockKind::Paragraph).collect();
    let said = |line: &str| words::bare(line).iter().any(|w| layout.is_cue("said", w));
    let build = Build {
        words: paragraphs.iter().map(|p| words::count(p)).sum(),
        paragraphs: paragraphs.len(),
        bullets: count(BlockKind::Bullet),
        headings: count(BlockKind::Heading),
        quoted: paragraphs.iter().filter(|p| said(p) && p.contains(['“', '"', '”'])).count(),
    };
    let wire = count(BlockKind::Dateline) > 0 || count(BlockKind::Caption) > 0;
    let signed = count(BlockKind::Byline) > 0 || count(BlockKind::Headline) > 0;
    let mean = build.words.checked_div(build.paragraphs)?;
    if build.bullets >= 2 && build.headings >= 2 && build.quoted * 4 < build.paragraphs {
        return Some(Genre::Bulletin);
    }
    if build.words >= 600 && mean >= 55 && build.quoted * 2 < build.paragraphs {
        return Some(Genre::Analysis);
    }
    ((wire || signed) && build.quoted >= 1 && mean < 55).then_some(Genre::Article)
}
