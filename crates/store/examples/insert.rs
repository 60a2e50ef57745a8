//! How fast documents are committed: `cargo run --release -p khabar-store --example insert [DOCUMENTS]`.
#![allow(clippy::print_stdout)]

use khabar_model::*;
use khabar_store::{BlockAt, Desk, Filter, Submission};
use std::time::Instant;

/// Words, entities and records of one document, much like a news story of 500 words.
const SENTENCES: usize = 25;
const ENTITIES: usize = 12;
const EVENTS: usize = 15;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let documents: usize = std::env::args().nth(1).map_or(Ok(2000), |n| n.parse())?;
    let path = std::env::temp_dir().join(format!("khabar-insert-{}.db", std::process::id()));
    let mut desk = Desk::open(&path)?;
    let at = "2024-03-01T12:00:00Z".parse()?;
    let start = Instant::now();
    for n in 0..documents {
        let (source, resolution, blocks) = document(n);
        let sentences: Vec<Chars> = blocks.iter().map(|b| b.span).collect();
        let submission = Submission {
            source: &source,
            resolution: &resolution,
            blocks: &blocks,
            sentences: &sentences,
            notes: &[],
            reader: "bench 1",
            at,
        };
        desk.commit(&submission)?;
    }
    let spent = start.elapsed().as_secs_f64();
    println!("{documents} documents of 500 words in {spent:.2} s: {:.0} documents/s", documents as f64 / spent);
    let start = Instant::now();
    let all = desk.all(&Filter::default())?.len();
    println!("{all} records of all families read back in {:.2} s", start.elapsed().as_secs_f64());
    for query in ["word7 word300", "word*"] {
        let start = Instant::now();
        let hits = desk.search(query, &Filter { limit: Some(20), ..Filter::default() })?.len();
        println!("a search for `{query}`, {hits} hits shown, in {:.3} s", start.elapsed().as_secs_f64());
    }
    desk.close()?;
    println!("{} KiB a document", std::fs::metadata(&path)?.len() / 1024 / documents.max(1) as u64);
    std::fs::remove_file(&path)?;
    Ok(())
}

fn document(n: usize) -> (Source, Resolution, Vec<BlockAt>) {
    // The number makes every text another one.
    let (mut text, mut blocks) = (format!("Report {n}\n"), Vec::new());
    for s in 0..SENTENCES {
        let words: Vec<String> = (0..20).map(|w| format!("word{}", (n * 31 + s * 17 + w * w) % 1009)).collect();
        let start = text.len();
        text += &words.join(" ");
        blocks.push(BlockAt { span: Chars { start, end: text.len() }, kind: BlockKind::Paragraph, speaker: None, coded: true });
        text.push('\n');
    }
    let chars = text.len();
    let source = Source::new(format!("{n}.txt"), text);
    let id = |e: usize| EntityId(content_id("e", [format!("{}", (n * 7 + e * e) % 700).as_str()]));
    let entity = |e: usize| EntityRecord {
        id: id(e),
        name: format!("Entity {}", id(e)),
        kind: EntityType::Other,
        country: None,
        sector: None,
        aliases: vec![format!("Entity {}", id(e))],
        mentions: (0..5)
            .map(|m| MentionAt { doc: source.id.clone(), span: Chars { start: e * 40 + m * 500, end: e * 40 + m * 500 + 8 } })
            .collect(),
    };
    let event = |v: usize| Kept {
        id: RecordId(content_id("ev", [source.id.0.as_str(), &v.to_string()])),
        doc: source.id.clone(),
        span: blocks[v].span,
        body: Event {
            trigger: blocks[v].span,
            kind: "ASSAULT".into(),
            mode: None,
            actors: vec![id(v % ENTITIES)],
            recipients: vec![id((v + 1) % ENTITIES)],
            date: None,
            date_text: None,
            place: None,
            status: Status::Occurred,
            said_by: vec![Voice::Author],
            numbers: Default::default(),
            story: None,
        },
        confidence: 0.5,
    };
    let document = DocumentRecord {
        id: source.id.clone(),
        path: source.path.clone(),
        title: None,
        publisher: None,
        authors: vec![],
        date: When::month(2000 + (n % 20) as i16, 1 + (n % 12) as i8),
        date_source: Some(DateSource::Given),
        genre: None,
        language: None,
        sha256: source.sha256.clone(),
        chars,
    };
    let mut entities: Vec<EntityRecord> = (0..ENTITIES).map(entity).collect();
    entities.sort_by(|a, b| a.id.cmp(&b.id));
    entities.dedup_by(|a, b| a.id == b.id);
    let records = (0..EVENTS).map(|v| Record::Event(event(v))).collect();
    (source, Resolution { document, entities, records }, blocks)
}
