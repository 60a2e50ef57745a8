//! Who vouches for the words at a place: the source they are attributed to, the speaker of the turn, else the author.

use khabar_lexicon::Lexicon;
use khabar_model::{Doc, Span, Voice};

/// The voice of the words at `span`: the innermost attribution around it, else the turn's speaker, else the author.
pub fn voice(doc: &Doc, span: Span, lex: &Lexicon) -> Voice<usize> {
    let around = doc.attributions.iter().filter(|a| a.content.contains(span));
    match around.min_by_key(|a| a.content.len()) {
        Some(a) => named(doc, &a.source, lex),
        None => turn(doc, span),
    }
}

/// The speaker of the turn that holds `span`, else the author.
pub fn turn(doc: &Doc, span: Span) -> Voice<usize> {
    let block = doc.blocks.iter().find(|b| b.span.holds(span.start));
    block.and_then(|b| b.speaker).and_then(|s| doc.speaker_entities.get(s)).map_or(Voice::Author, |&e| Voice::Entity(e))
}

/// A source without a name that is described like an informant ("officials", "a Western diplomat") stays anonymous, as told.
pub fn named(doc: &Doc, source: &Voice<usize>, lex: &Lexicon) -> Voice<usize> {
    let Voice::Entity(e) = source else { return source.clone() };
    let cluster = &doc.entities[*e];
    let told = cluster.mentions.first().map(|&m| doc.words(doc.mentions[m].span));
    match told.filter(|words| !cluster.named && lex.sources.describes(words)) {
        Some(words) => Voice::Anonymous(words.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => source.clone(),
    }
}
