//! From a source to a document as read: structure, facts, times, amounts, and what the neural reader finds.
//!
//! Each stage is a free function that borrows the earlier tables and returns one new table; [`read`] is the list of
//! the calls. Start here, then [`neural`] (what the model says) and [`entities`] (who is who in the document).

pub mod amounts;
pub mod blocks;
pub mod codebook;
pub mod entities;
pub mod explain;
pub mod facts;
mod gazetteer;
pub mod language;
mod names;
pub mod neural;
mod roles;
pub mod sentences;
mod settle;
pub mod times;
pub mod windows;

use codebook::Codebook;
use khabar_encoder::Model;
use khabar_lexicon::Lexicon;
use khabar_model::{CharIndex, Doc, Note, Source};

/// The language that the reader codes.
pub const LANGUAGE: &str = "en";

/// Reads one source. Never fails: what could not be read is noted. The codebook adds the user's own types of act; it must
/// have been learned with this model ([`Codebook::check`]).
pub fn read(source: Source, model: &Model, codebook: &Codebook, lex: &Lexicon) -> Doc {
    read_keeping(source, neural::Reads { model, codebook }, lex).0
}

/// As [`read`], with what the model said before it was settled.
pub(crate) fn read_keeping(source: Source, by: neural::Reads, lex: &Lexicon) -> (Doc, neural::Findings) {
    let text = source.text.clone();
    let (blocks, speakers) = blocks::blocks(&text, &source.hints, lex);
    let sentences = sentences::sentences(&text, &blocks, lex);
    let (facts, mut notes) = facts::facts(&source, &blocks, &sentences, lex);
    let foreign = facts.language.as_deref().is_some_and(|l| l != LANGUAGE);
    let scene = names::Scene::of(&text, lex);
    let found = if foreign {
        notes.push(foreign_note(facts.language.as_deref().unwrap_or("?")));
        neural::Findings::default()
    } else {
        neural::findings(&text, &blocks, &speakers, &sentences, by, &scene)
    };
    if found.truncated > 0 {
        let message = format!("{} passages have sentences longer than the reader can hold and were read in part", found.truncated);
        notes.push(Note::warning("R020", message));
    }
    let times = if foreign { Vec::new() } else { times::times(&text, &sentences, &found.times, facts.date, lex) };
    let amounts = if foreign { Vec::new() } else { amounts::amounts(&text, &sentences, &found.amounts, lex) };
    let who = entities::entities(&text, &sentences, &found, &speakers, &settle::voices(&text, &found, &blocks, lex), &scene);
    let index = CharIndex::new(&text);
    let mut doc = Doc {
        facts,
        blocks,
        speakers,
        speaker_entities: who.speaker.clone(),
        sentences,
        times,
        amounts,
        mentions: settle::mentions(&found, &who),
        entities: who.clusters.clone(),
        acts: Vec::new(),
        attributions: Vec::new(),
        promises: Vec::new(),
        judgements: Vec::new(),
        ties: Vec::new(),
        notes,
        index,
        source,
    };
    doc.acts = settle::acts(&doc, &found, &who, lex);
    doc.attributions = settle::attributions(&doc, &found, &who, lex);
    doc.promises = settle::promises(&found, &who);
    doc.judgements = settle::judgements(&doc, &found, &who);
    doc.ties = settle::ties(&doc, &found, &who, lex);
    (doc, found)
}

fn foreign_note(language: &str) -> Note {
    Note::warning("R010", format!("the text is in `{language}`; kept and searchable, not coded")).help("only English is coded for now")
}
