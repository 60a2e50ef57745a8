//! `explain`: what a code means, or how a record came about: which words, which model score, which rule.

use crate::args::{Common, ExplainArgs, ShowFormat};
use crate::failure::Failure;
use crate::output::Out;
use crate::plan::{self, desk_path};
use crate::suggest::nearest;
use khabar::codebook;
use khabar::world::SystemWorld;
use khabar_lexicon::Lexicon;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Notes and words of the closed vocabularies.
const CODES: &str = include_str!("../codes.toml");

/// One explained code.
#[derive(Deserialize)]
struct Code {
    /// What kind of code it is: "status", "stance", "note of the reader".
    of: String,
    means: String,
    /// What to do about it.
    next: Option<String>,
}

pub fn run(common: &Common, args: &ExplainArgs) -> Result<u8, Failure> {
    let mut out = Out::new(common);
    let mut lexicon = Lexicon::bundled()?;
    codebook::teach(&mut lexicon, &codebook::load(&SystemWorld, &desk_path(common))?);
    let mut found = event_type(&mut out, &lexicon, &args.code)?;
    found |= mode(&mut out, &lexicon, &args.code)?;
    let codes: BTreeMap<String, Vec<Code>> = toml::from_str(CODES).map_err(|e| Failure::Said(format!("codes.toml: {e}")))?;
    for (name, meanings) in codes.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&args.code)) {
        found = true;
        for code in meanings {
            out.line(&format!("{name} ({}): {}", code.of, code.means))?;
            if let Some(next) = &code.next {
                out.line(&format!("  next: {next}"))?;
            }
        }
    }
    if !found && looks_like_id(&args.code) {
        return super::explain_record::run(common, &args.code, args.format);
    }
    if found && args.format == ShowFormat::Json {
        return Err(Failure::Said(format!("`{}` is a code, and --format json is for records: leave it out", args.code)));
    }
    if !found {
        let known: Vec<&str> = plan::event_kinds(&lexicon).into_iter().chain(codes.keys().map(String::as_str)).collect();
        let hint = match nearest(&args.code, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "expected an event type, a mode, a status, a stance, a note's code or a record's id".to_owned(),
        };
        return Err(Failure::Said(format!("nothing is called `{}`: {hint}", args.code)));
    }
    out.flush()?;
    Ok(0)
}

/// Two letters of a family and hexadecimal digits.
fn looks_like_id(code: &str) -> bool {
    let digits = code.get(2..).unwrap_or("");
    let family = ["ev", "st", "cm", "me", "as", "re"].iter().any(|f| code.starts_with(f));
    family && digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

fn event_type(out: &mut Out, lexicon: &Lexicon, code: &str) -> Result<bool, Failure> {
    const QUADS: [&str; 4] = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
    let Some((code, kind)) = lexicon.events.iter().find(|(c, _)| c.eq_ignore_ascii_case(code)) else { return Ok(false) };
    let quad = usize::from(kind.quad).checked_sub(1).and_then(|q| QUADS.get(q)).copied().unwrap_or("no quad given");
    out.line(&format!("{code} (event type, {quad}): {}", kind.gloss))?;
    if !kind.modes.is_empty() {
        out.line("  modes:")?;
        for (mode, gloss) in &kind.modes {
            out.line(&format!("    {mode:<16} {gloss}"))?;
        }
    }
    out.line("  tells one, by the words in brackets:")?;
    for sentence in &kind.yes {
        out.line(&format!("    {sentence}"))?;
    }
    if !kind.no.is_empty() {
        out.line("  looks like one and is none:")?;
    }
    for sentence in &kind.no {
        out.line(&format!("    {sentence}"))?;
    }
    Ok(true)
}

fn mode(out: &mut Out, lexicon: &Lexicon, code: &str) -> Result<bool, Failure> {
    let mut found = false;
    for (kind, of) in lexicon.events.iter() {
        for (mode, gloss) in of.modes.iter().filter(|(m, _)| m.eq_ignore_ascii_case(code)) {
            out.line(&format!("{mode} (mode of {kind}): {gloss}"))?;
            found = true;
        }
    }
    Ok(found)
}
