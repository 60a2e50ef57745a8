//! What came of adding: a line a document, counts of the whole.

use crate::failure::{NOTHING_DONE, SOME_FAILED};
use khabar::corridor::{Outcome, Tally};
use khabar_model::{Note, Severity};
use khabar_store::Receipt;
use std::io::Write;
use std::path::Path;

/// What came of a run.
#[derive(Debug, Default)]
pub struct Summary {
    quiet: bool,
    added: usize,
    unchanged: usize,
    failed: usize,
    total: Tally,
}

impl Summary {
    pub fn new(quiet: bool) -> Summary {
        Summary { quiet, ..Summary::default() }
    }

    /// Documents that the desk holds after the run.
    pub fn kept(&self) -> usize {
        self.added + self.unchanged
    }

    /// Counts an outcome; answers its line for standard output. Failures go to standard error at once.
    pub fn note(&mut self, outcome: &Outcome) -> Option<String> {
        match outcome {
            Outcome::Remarked(remark) => {
                if !self.quiet {
                    say(&format!("{}: {}", remark.path, words(&remark.note)));
                }
                None
            }
            Outcome::Failed(error) => {
                self.fail(&error.to_string());
                None
            }
            Outcome::Crashed { path, why } => {
                self.fail(&format!("{path}: khabar failed on this document ({why}): please report it; nothing of it was kept"));
                None
            }
            Outcome::Kept { path, doc, receipt, tally, notes } => {
                for note in notes.iter().filter(|n| n.severity == Severity::Warning) {
                    say(&format!("{path}: {}", words(note)));
                }
                if *receipt == Receipt::Unchanged {
                    self.unchanged += 1;
                    return Some(format!("unchanged  {path}"));
                }
                self.added += 1;
                self.add(tally);
                let id: String = doc.0.chars().take(9).collect();
                let line = match receipt {
                    Receipt::Superseded { .. } => format!("replaced   {path}  {id}  {}", counts(tally)),
                    Receipt::Again => format!("read anew  {path}  {id}  {}", counts(tally)),
                    Receipt::Copy { of } => format!("copy       {path}  {id}  of {of}"),
                    Receipt::Added | Receipt::Unchanged => format!("added      {path}  {id}  {}", counts(tally)),
                };
                let infos: Vec<String> = notes.iter().filter(|n| n.severity == Severity::Info).map(words).collect();
                Some(if infos.is_empty() { line } else { format!("{line} ({})", infos.join("; ")) })
            }
        }
    }

    /// One input gave nothing.
    pub fn fail(&mut self, line: &str) {
        self.failed += 1;
        say(line);
    }

    fn add(&mut self, t: &Tally) {
        let total = &mut self.total;
        total.entities += t.entities;
        total.events += t.events;
        total.statements += t.statements;
        total.commitments += t.commitments;
        total.measures += t.measures;
        total.assessments += t.assessments;
        total.relations += t.relations;
    }

    /// "3 documents coded, 1 failed into khabar.db: 12 events, ..."
    pub fn line(&self, desk: &Path) -> String {
        let mut parts = vec![format!("{} coded", documents(self.added))];
        if self.unchanged > 0 {
            parts.push(format!("{} unchanged", self.unchanged));
        }
        if self.failed > 0 {
            parts.push(format!("{} failed", self.failed));
        }
        format!("{} into {}: {}", parts.join(", "), desk.display(), counts(&self.total))
    }

    pub fn exit_code(&self) -> u8 {
        match (self.failed, self.kept()) {
            (0, _) => 0,
            (_, 0) => NOTHING_DONE,
            _ => SOME_FAILED,
        }
    }
}

fn documents(n: usize) -> String {
    if n == 1 { "1 document".to_owned() } else { format!("{n} documents") }
}

fn words(note: &Note) -> String {
    let help = note.help.as_ref().map_or_else(String::new, |h| format!("; {h}"));
    format!("{} {}{help}", note.code, note.message)
}

/// "4 events, 1 statement": families with at least one record.
fn counts(t: &Tally) -> String {
    let families = [
        (t.events, "event"),
        (t.statements, "statement"),
        (t.commitments, "commitment"),
        (t.measures, "measure"),
        (t.assessments, "assessment"),
        (t.relations, "relation"),
        (t.entities, "part"),
    ];
    let some: Vec<String> = families
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, name)| match (*n, *name) {
            (1, "part") => "1 party".to_owned(),
            (n, "part") => format!("{n} parties"),
            (1, name) => format!("1 {name}"),
            (n, name) => format!("{n} {name}s"),
        })
        .collect();
    if some.is_empty() { "no records".to_owned() } else { some.join(", ") }
}

/// A line on standard error, told even under --quiet.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{}", crate::output::clean(&line.replace('\n', " ")));
}
