//! `explain RECORD`: the words of a record and the scores that decided, from reading its text again.

use crate::args::{Common, ShowFormat};
use crate::failure::Failure;
use crate::output::{Out, clean};
use crate::plan::Plan;
use khabar::codebook;
use khabar::corridor::Khabar;
use khabar::explain::Decision;
use khabar::views::picture::{base, one_line};
use khabar::views::show::{Shown, show};
use khabar::world::SystemWorld;
use khabar_model::{DocumentRecord, Facts, Source};
use serde_json::json;

/// Candidates that were not taken and are less likely than this are only counted.
const FAINT: f32 = 0.05;
/// Answers of each question that are printed.
const ANSWERS: usize = 3;

pub fn run(common: &Common, key: &str, format: ShowFormat) -> Result<u8, Failure> {
    let mut plan = Plan::new(common)?;
    let shown = match show(&plan.desk, &plan.lexicon, key)? {
        Shown::Record(shown) => shown,
        _ => return Err(Failure::Said(format!("`{key}` is no record: see it with `khabar show {key}`"))),
    };
    let Some(at) = base(&shown.record) else { return Ok(0) };
    let document = plan.desk.document(&at.doc.0)?;
    let text = plan.desk.text(at.doc)?;
    let khabar = Khabar::bundled()?.with_codebook(codebook::load(&SystemWorld, plan.desk.path())?)?;
    let decisions = khabar.explain(again(&document.record, text), &shown.record);
    let same = document.reader == khabar.reader();
    if format == ShowFormat::Json {
        plan.out.json(&json!({"record": shown.record, "what": shown.what, "context": shown.context, "source": shown.source,
            "reader": khabar.reader(), "same_reader": same, "decisions": decisions}))?;
        plan.out.flush()?;
        return Ok(0);
    }
    super::show::record(&mut plan.out, &shown)?;
    plan.out.line("")?;
    let which = if same { "the same reader" } else { "another reader than the one that coded it" };
    plan.out.line(&format!("Read again by {} ({which}):", khabar.reader()))?;
    print(&mut plan.out, &decisions)?;
    plan.out.flush()?;
    Ok(0)
}

/// The stored text as a source, with the facts that were settled when it was added.
fn again(record: &DocumentRecord, text: String) -> Source {
    let given = Facts {
        title: record.title.clone(),
        publisher: record.publisher.clone(),
        authors: record.authors.clone(),
        date: record.date,
        date_source: record.date_source,
        genre: record.genre,
        language: record.language.clone(),
    };
    Source { given, ..Source::new(record.path.clone(), text) }
}

/// A line a question; faint candidates are counted behind the others of their kind.
fn print(out: &mut Out, decisions: &[Decision]) -> Result<(), Failure> {
    if decisions.is_empty() {
        out.line("  nothing is read at these words now: the reader, or the facts given with the document, have changed")?;
    }
    let mut faint = 0;
    for (i, d) in decisions.iter().enumerate() {
        if is_faint(d) {
            faint += 1;
        } else {
            out.line(&format!("  {:<11} {}", d.asked, clean(&line(d))))?;
        }
        let ends = decisions.get(i + 1).is_none_or(|next| next.asked != d.asked || next.by_rule);
        if ends && faint > 0 {
            let likely = if faint == 1 { "1 more is" } else { &format!("{faint} more are") };
            out.line(&format!("  {:<11} {likely} less likely than {FAINT:.2}", d.asked))?;
        }
        faint = if ends { 0 } else { faint };
    }
    Ok(())
}

fn is_faint(d: &Decision) -> bool {
    let best = d.answers.iter().filter(|a| a.answer != "none").map(|a| a.p).fold(0.0, f32::max);
    d.taken.is_none() && !d.by_rule && d.words.is_some() && d.bar.is_some() && best < FAINT
}

/// `“a ferry”: recipient 0.88, actor 0.04 → recipient (0.45 is enough; stands for the ferry)`
fn line(d: &Decision) -> String {
    let words = d.words.as_ref().map_or_else(String::new, |w| format!("“{}”: ", one_line(w)));
    let shown = d.answers.iter().take(ANSWERS).enumerate().filter(|(i, a)| *i == 0 || a.p >= 0.01);
    let answers: Vec<String> = shown.map(|(_, a)| format!("{} {:.2}", a.answer, a.p)).collect();
    let taken = match &d.taken {
        Some(taken) => format!("→ {}", one_line(taken)),
        None if d.bar.is_some() || d.by_rule => "→ not taken".to_owned(),
        None => String::new(),
    };
    let enough = d.bar.map(|b| format!("{b:.2} is enough"));
    let rule = d.by_rule.then(|| "by rule".to_owned());
    let marks: Vec<String> = [rule, enough, d.why.as_deref().map(one_line)].into_iter().flatten().collect();
    let marks = if marks.is_empty() { String::new() } else { format!("({})", marks.join("; ")) };
    let parts = [answers.join(", "), taken, marks];
    format!("{words}{}", parts.iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(" "))
}
