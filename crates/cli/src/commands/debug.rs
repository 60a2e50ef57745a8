//! `debug`: what each stage of the corridor makes of one file. No desk is touched.

use crate::args::{Common, DebugArgs, Stage};
use crate::failure::{Failure, SOME_FAILED};
use crate::output::Out;
use khabar::corridor::{Coded, Khabar};
use khabar::ingest::{Options, Origin, expand, ingest};
use khabar::views::picture::one_line;
use khabar::world::SystemWorld;
use khabar_model::{Doc, Part, Record, Source, Span, Voice};

pub fn run(common: &Common, args: &DebugArgs) -> Result<u8, Failure> {
    let mut options = Options::default();
    if let Some(date) = &args.date {
        options.set_date(date)?;
    }
    let mut out = Out::new(common);
    let mut failed = false;
    let mut khabar = None;
    for item in expand(&SystemWorld, &[Origin::parse(&args.file)]) {
        let found = ingest(&SystemWorld, &item?, &options)?;
        for error in &found.errors {
            out.remark(&error.to_string());
            failed = true;
        }
        for remark in &found.remarks {
            out.remark(&format!("{}: {} {}", remark.path, remark.note.code, remark.note.message));
        }
        for source in found.sources {
            if args.stage == Stage::Source {
                print_source(&mut out, &source)?;
                continue;
            }
            let khabar = match &mut khabar {
                Some(khabar) => khabar,
                none => none.insert(Khabar::bundled()?),
            };
            let coded = khabar.code(source);
            print(&mut out, args.stage, khabar, &coded)?;
        }
    }
    out.flush()?;
    Ok(if failed { SOME_FAILED } else { 0 })
}

fn print_source(out: &mut Out, source: &Source) -> Result<(), Failure> {
    out.line(&format!("# {} {} {} characters", source.path, source.id, source.text.chars().count()))?;
    out.line(&format!("# container {:?}", source.container))?;
    out.line(&format!("# given {:?}", source.given))?;
    for hint in &source.hints {
        out.line(&format!("# hint {}..{} {}", hint.span.start, hint.span.end, hint.kind))?;
    }
    out.line(&source.text)?;
    Ok(())
}

fn print(out: &mut Out, stage: Stage, khabar: &Khabar, coded: &Coded) -> Result<(), Failure> {
    let doc = &coded.doc;
    out.line(&format!("# {} {}", doc.source.path, doc.source.id))?;
    let lines: Vec<String> = match stage {
        Stage::Source => Vec::new(),
        Stage::Blocks => blocks(doc),
        Stage::Sentences => doc.sentences.iter().map(|s| line(doc, s.span, doc.blocks[s.block].kind.as_str())).collect(),
        Stage::Times => times(doc),
        Stage::Amounts => amounts(doc),
        Stage::Mentions => mentions(doc),
        Stage::Acts => acts(doc),
        Stage::Attributions => attributions(doc),
        Stage::Drafts => khabar.drafts(doc).iter().map(|d| format!("{d:?}")).collect(),
        Stage::Resolution => records(coded)?,
    };
    for line in lines {
        out.line(&line)?;
    }
    for note in &doc.notes {
        out.remark(&format!("{} {}", note.code, note.message));
    }
    Ok(())
}

/// Place in code points, what it is, the words.
fn line(doc: &Doc, span: Span, what: &str) -> String {
    let chars = doc.chars(span);
    format!("{}..{}\t{what}\t{}", chars.start, chars.end, one_line(doc.words(span)))
}

fn blocks(doc: &Doc) -> Vec<String> {
    let facts = &doc.facts;
    let mut lines = vec![format!("# facts {facts:?}")];
    lines.extend(doc.blocks.iter().map(|b| {
        let speaker = b.speaker.and_then(|s| doc.speakers.get(s)).map_or_else(String::new, |s| format!(" [{s}]"));
        line(doc, b.span, &format!("{}{}{speaker}", b.kind, if b.coded { "" } else { " (not coded)" }))
    }));
    lines
}

fn times(doc: &Doc) -> Vec<String> {
    let when = |t: &khabar_model::Time| t.when.map_or_else(|| "–".to_owned(), |w| w.to_string());
    doc.times.iter().map(|t| line(doc, t.span, &format!("{}\t{}", t.value, when(t)))).collect()
}

fn amounts(doc: &Doc) -> Vec<String> {
    let of = |a: &khabar_model::Amount| format!("{:?} [{:?}, {:?}] {}", a.value, a.low, a.high, a.unit.as_deref().unwrap_or("–"));
    doc.amounts.iter().map(|a| line(doc, a.span, &of(a))).collect()
}

fn mentions(doc: &Doc) -> Vec<String> {
    let mut lines = Vec::new();
    for (i, entity) in doc.entities.iter().enumerate() {
        let known = entity.known.as_deref().unwrap_or("–");
        lines.push(format!("# {i} {} ({}, {known}) {}", entity.name, entity.kind, entity.aliases.join(" | ")));
        lines.extend(entity.mentions.iter().map(|m| {
            let mention = &doc.mentions[*m];
            line(doc, mention.span, &format!("{} {:.2}", mention.kind, mention.score))
        }));
    }
    lines
}

fn acts(doc: &Doc) -> Vec<String> {
    let name = |e: &usize| doc.entities.get(*e).map_or("?", |c| c.name.as_str());
    let part = |p: &(Part, usize, f32)| format!("{:?} {} {:.2}", p.0, name(&p.1), p.2).to_lowercase();
    doc.acts
        .iter()
        .map(|a| {
            let parts: Vec<String> = a.parts.iter().map(part).collect();
            let time = a.time.and_then(|t| doc.times.get(t)).map_or("–", |t| t.value.as_str());
            let kind = format!("{} {}\t{} {:.2}\t{time}", a.kind, a.mode.as_deref().unwrap_or("–"), a.status, a.score);
            format!("{}\t{}", line(doc, a.trigger, &kind), parts.join("; "))
        })
        .collect()
}

fn attributions(doc: &Doc) -> Vec<String> {
    doc.attributions
        .iter()
        .map(|a| {
            let cue = a.cue.map_or_else(|| "–".to_owned(), |c| one_line(doc.words(c)));
            line(doc, a.content, &format!("{} {} {:.2}\t{} / {cue}", a.stance, a.form, a.score, voice(doc, &a.source)))
        })
        .collect()
}

pub fn voice(doc: &Doc, voice: &Voice<usize>) -> String {
    match voice {
        Voice::Author => "author".to_owned(),
        Voice::Entity(e) => doc.entities.get(*e).map_or_else(|| "?".to_owned(), |c| c.name.clone()),
        Voice::Anonymous(words) => format!("anonymous: {words}"),
    }
}

/// The exchange format, document and entities first.
fn records(coded: &Coded) -> Result<Vec<String>, Failure> {
    let resolution = &coded.resolution;
    let document = std::iter::once(Record::Document(resolution.document.clone()));
    let entities = resolution.entities.iter().cloned().map(Record::Entity);
    let all = document.chain(entities).chain(resolution.records.iter().cloned());
    Ok(all.map(|r| serde_json::to_string(&r)).collect::<Result<_, _>>().map_err(std::io::Error::from)?)
}
