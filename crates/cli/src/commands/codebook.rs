//! `codebook`: the user's own types of act, kept beside the desk.

use crate::args::{CodebookCommand, CodebookListArgs, CodebookTestArgs, Common, Format, LearnArgs, ShowFormat};
use crate::failure::Failure;
use crate::output::{Cell, Head, Out, Row};
use crate::plan::desk_path;
use crate::suggest::nearest;
use khabar::codebook::{self, CodebookError, Examples, Score, score};
use khabar::corridor::Khabar;
use khabar::world::{SystemWorld, World};
use serde::Serialize;
use serde_json::json;
use std::path::Path;

/// Bytes of the largest example file.
const MOST: u64 = 8 << 20;

pub fn run(common: &Common, command: &CodebookCommand) -> Result<u8, Failure> {
    match command {
        CodebookCommand::Learn(args) => learn(common, args),
        CodebookCommand::List(args) => list(common, args),
        CodebookCommand::Forget(args) => forget(common, &args.code),
        CodebookCommand::Test(args) => test(common, args),
    }
}

/// What codes for a desk: the program's own knowledge and the desk's codebook. One that was learned with another model is
/// learned again from the examples that it keeps, and `say` tells so.
pub fn coder(desk: &Path, say: impl Fn(&str)) -> Result<Khabar, Failure> {
    let khabar = Khabar::bundled()?;
    let kept = codebook::load(&SystemWorld, desk)?;
    if kept.check(&khabar.model).is_ok() {
        return Ok(khabar.with_codebook(kept)?);
    }
    let new = khabar.learn_again(&kept)?;
    codebook::keep(&SystemWorld, desk, &new)?;
    say(&format!("the codebook was learned with {} and has been learned again for {}", kept.model, new.model));
    new.types.iter().for_each(|t| say(&format!("  {}: {}", t.code, figures(t.expected))));
    Ok(khabar.with_codebook(new)?)
}

fn learn(common: &Common, args: &LearnArgs) -> Result<u8, Failure> {
    let desk = desk_path(common);
    let mut out = Out::new(common);
    let khabar = Khabar::bundled()?;
    let kept = codebook::load(&SystemWorld, &desk)?;
    let mut new = if args.again || kept.check(&khabar.model).is_err() { khabar.learn_again(&kept)? } else { kept };
    if new.is_empty() {
        new = khabar.new_codebook();
    }
    let mut told: Vec<String> = if args.again { new.types.iter().map(|t| t.code.clone()).collect() } else { Vec::new() };
    if let Some(file) = &args.file {
        let learned = khabar.learn(&text(file)?).map_err(|e| wrong(file, &e))?;
        told.push(learned.code.clone());
        new.put(learned);
    }
    codebook::keep(&SystemWorld, &desk, &new)?;
    for learned in told.iter().filter_map(|code| new.get(code)) {
        let (yes, no) = learned.sentences();
        out.line(&format!("{} ({}) learned from {} sentences with it and {} without", learned.code, learned.name, yes.len(), no.len()))?;
        out.line(&format!("  expect {}: each sentence read by a head that had not seen it", figures(learned.expected)))?;
        out.line(&format!("  found from probability {:.2} on", learned.threshold))?;
        if no.is_empty() {
            out.remark("  add sentences that look like it and are none: without them it is found too often");
        }
    }
    out.flush()?;
    let path = codebook::path_of(&desk);
    out.remark(&format!("kept in {}; `khabar add` finds it from now on, also in documents that are added again", path.display()));
    Ok(0)
}

fn figures(s: Score) -> String {
    format!("precision {:.2}, recall {:.2}, F1 {:.2}", s.precision(), s.recall(), s.f1())
}

fn text(file: &str) -> Result<String, Failure> {
    let read = if file == "-" { SystemWorld.stdin(MOST) } else { SystemWorld.read(Path::new(file), MOST) };
    let bytes = read.map_err(|e| Failure::Said(format!("{file}: cannot be read: {e}")))?;
    String::from_utf8(bytes).map_err(|e| {
        let line = 1 + e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
        Failure::Said(format!("{file}: line {line}: is not UTF-8 text: save it as UTF-8"))
    })
}

fn wrong(file: &str, error: &CodebookError) -> Failure {
    Failure::Said(format!("{file}: {error}"))
}

/// A learned type as a row.
#[derive(Serialize)]
struct Line {
    #[serde(rename = "type")]
    code: String,
    name: String,
    definition: String,
    quad: Option<u8>,
    intensity: Option<f64>,
    examples: usize,
    negatives: usize,
    precision: f64,
    recall: f64,
    f1: f64,
    threshold: f64,
    model: String,
}

impl Row for Line {
    const HEADS: &'static [Head] =
        &[Head::Fixed("Type"), Head::Text("Definition"), Head::Number("Examples"), Head::Number("F1"), Head::Number("From")];
    const CSV: &'static [(&'static str, &'static str)] = &[
        ("type", "type"),
        ("name", "name"),
        ("definition", "definition"),
        ("quad", "quad"),
        ("intensity", "intensity"),
        ("examples", "examples"),
        ("negatives", "negatives"),
        ("precision", "precision"),
        ("recall", "recall"),
        ("f1", "f1"),
        ("threshold", "threshold"),
        ("model", "model"),
    ];
    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::new(self.code.clone()),
            Cell::new(format!("{}: {}", self.name, self.definition)),
            Cell::new(format!("{} + {}", self.examples, self.negatives)),
            Cell::new(format!("{:.2}", self.f1)),
            Cell::new(format!("{:.2}", self.threshold)),
        ]
    }
}

fn list(common: &Common, args: &CodebookListArgs) -> Result<u8, Failure> {
    let kept = codebook::load(&SystemWorld, &desk_path(common))?;
    let mut out = Out::new(common);
    let round = |x: f64| (x * 1e4).round() / 1e4;
    let line = |t: &khabar::codebook::Learned| {
        let (yes, no) = t.sentences();
        Line {
            code: t.code.clone(),
            name: t.name.clone(),
            definition: t.definition.clone(),
            quad: t.quad,
            intensity: t.intensity,
            examples: yes.len(),
            negatives: no.len(),
            precision: round(t.expected.precision()),
            recall: round(t.expected.recall()),
            f1: round(t.expected.f1()),
            threshold: round(f64::from(t.threshold)),
            model: kept.model.clone(),
        }
    };
    let rows: Vec<Line> = kept.types.iter().map(line).collect();
    out.rows(&rows, args.format.unwrap_or(Format::Table))?;
    if rows.is_empty() {
        out.remark("no type is learned for this desk: `khabar codebook learn FILE` learns one from marked sentences");
    }
    Ok(0)
}

fn forget(common: &Common, code: &str) -> Result<u8, Failure> {
    let desk = desk_path(common);
    let mut kept = codebook::load(&SystemWorld, &desk)?;
    let found = known(&kept, code)?.code.clone();
    kept.types.retain(|t| t.code != found);
    codebook::keep(&SystemWorld, &desk, &kept)?;
    Out::new(common).remark(&format!("{found} is forgotten; its records stay on the desk until their documents are added again"));
    Ok(0)
}

fn known<'c>(kept: &'c codebook::Codebook, code: &str) -> Result<&'c codebook::Learned, Failure> {
    kept.get(code).ok_or_else(|| {
        let hint = match nearest(code, kept.types.iter().map(|t| t.code.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "see `khabar codebook list`".to_owned(),
        };
        Failure::Said(format!("no type `{code}` is learned: {hint}"))
    })
}

fn test(common: &Common, args: &CodebookTestArgs) -> Result<u8, Failure> {
    let khabar = Khabar::bundled()?;
    let kept = codebook::load(&SystemWorld, &desk_path(common))?;
    kept.check(&khabar.model)?;
    let examples = Examples::parse(&text(&args.file)?, &khabar.lexicon).map_err(|e| wrong(&args.file, &e))?;
    let learned = known(&kept, &examples.code)?;
    let (found, errors) = score(learned, &examples, &khabar.model);
    let mut out = Out::new(common);
    if args.format == ShowFormat::Json {
        let errors: Vec<_> = errors
            .iter()
            .map(|e| json!({"line": examples.lines[e.sentence].number, "sentence": examples.lines[e.sentence].text, "missed": e.missed, "wrong": e.wrong}))
            .collect();
        out.json(&json!({"type": learned.code, "told": found.told, "found": found.found, "wrong": found.wrong,
            "precision": found.precision(), "recall": found.recall(), "f1": found.f1(), "errors": errors}))?;
        out.flush()?;
        return Ok(0);
    }
    let (lines, told) = (examples.lines.len(), examples.positives().count());
    out.line(&format!("{}: {}", learned.code, figures(found)))?;
    out.line(&format!(
        "  {} of {} triggers found, {} found where none is marked; {told} sentences with it, {} without",
        found.found,
        found.told,
        found.wrong,
        lines - told
    ))?;
    for e in &errors {
        let what = |name: &str, words: &[String]| {
            if words.is_empty() { String::new() } else { format!("{name} “{}” ", words.join("”, “")) }
        };
        let line = &examples.lines[e.sentence];
        out.line(&format!("  line {}: {}{}in: {}", line.number, what("missed", &e.missed), what("wrongly found", &e.wrong), line.text))?;
    }
    out.flush()?;
    Ok(0)
}
