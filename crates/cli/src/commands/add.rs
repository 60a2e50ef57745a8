//! `add`: inputs to the desk, a line each, and what came of the whole.

use super::progress::Progress;
use crate::args::{AddArgs, Common};
use crate::failure::{Failure, INTERRUPTED, NOTHING_DONE, SOME_FAILED};
use crate::output::Out;
use crate::plan::desk_path;
use jiff::Timestamp;
use khabar::corridor::{Khabar, Outcome, Plan, Tally};
use khabar::ingest::{ColumnMap, Format, Item, Options, Origin, expand};
use khabar::world::{SystemWorld, World};
use khabar_model::{Note, Severity};
use khabar_store::{Desk, Receipt};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

pub fn run(common: &Common, args: &AddArgs) -> Result<u8, Failure> {
    let options = options(args)?;
    let origins: Vec<Origin> = args.paths.iter().map(|p| Origin::parse(p)).collect();
    let mut items = Vec::new();
    let mut sum = Summary::default();
    for found in expand(&SystemWorld, &origins) {
        match found {
            Ok(item) => items.push(item),
            Err(error) => sum.fail(&error.to_string()),
        }
    }
    if items.is_empty() {
        return Ok(NOTHING_DONE);
    }
    let mut desk = Desk::open(&desk_path(common))?;
    let khabar = Khabar::bundled()?;
    stop_on_ctrl_c();
    let mut out = Out::new(common);
    let done = code(&khabar, &SystemWorld, &mut desk, &items, &options, args.jobs, &mut sum, &mut out, common.quiet);
    let stopped = STOP.load(Ordering::Relaxed);
    sum.print(&mut out, &desk)?;
    let done = done?;
    desk.close()?;
    if stopped {
        out.remark(&format!("stopped by Ctrl-C: what is listed above is kept whole, {} inputs were not looked at", items.len() - done));
        return Ok(INTERRUPTED);
    }
    Ok(sum.exit_code())
}

/// Runs the corridor over `items`, printing as it goes; answers how many were looked at.
#[allow(clippy::too_many_arguments)]
pub fn code(
    khabar: &Khabar,
    world: &dyn World,
    desk: &mut Desk,
    items: &[Item],
    options: &Options,
    jobs: usize,
    sum: &mut Summary,
    out: &mut Out,
    quiet: bool,
) -> Result<usize, Failure> {
    let mut progress = Progress::new(items.len(), quiet);
    let plan = Plan { options, jobs, at: Timestamp::now(), stop: &STOP };
    let mut written = Ok(());
    let mut seen = 0;
    let mut report = |outcome: Outcome| {
        seen += 1;
        progress.at(seen);
        let line = progress.aside(|| sum.note(&outcome).map_or(Ok(()), |line| out.line(&line).and_then(|()| out.flush())));
        if let (true, Err(e)) = (written.is_ok(), line) {
            // Nobody reads on: stop after the documents in hand.
            STOP.store(true, Ordering::Relaxed);
            written = Err(e);
        }
    };
    let done = khabar.add(world, desk, items, &plan, &mut report);
    progress.finish();
    written?;
    Ok(done?)
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Summary {
    added: usize,
    unchanged: usize,
    failed: usize,
    total: Tally,
}

impl Summary {
    /// Counts an outcome; answers its line for standard output. Failures go to standard error at once.
    pub fn note(&mut self, outcome: &Outcome) -> Option<String> {
        match outcome {
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

    fn fail(&mut self, line: &str) {
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

    fn print(&self, out: &mut Out, desk: &Desk) -> Result<(), Failure> {
        let mut parts = vec![format!("{} coded", documents(self.added))];
        if self.unchanged > 0 {
            parts.push(format!("{} unchanged", self.unchanged));
        }
        if self.failed > 0 {
            parts.push(format!("{} failed", self.failed));
        }
        out.remark(&format!("{} into {}: {}", parts.join(", "), desk.path().display(), counts(&self.total)));
        out.flush()?;
        Ok(())
    }

    pub fn exit_code(&self) -> u8 {
        match (self.failed, self.added + self.unchanged) {
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

/// A failure is told even under --quiet.
fn say(line: &str) {
    let line = crate::output::clean(&line.replace('\n', " "));
    let prefix = if std::io::stderr().is_terminal() { "\r" } else { "" };
    let _ = writeln!(std::io::stderr(), "{prefix}{line}");
}

fn options(args: &AddArgs) -> Result<Options, Failure> {
    let mut options = Options::default();
    if let Some(date) = &args.date {
        options.set_date(date)?;
    }
    if let Some(genre) = &args.genre {
        options.set_genre(genre)?;
    }
    if let Some(language) = &args.language {
        options.set_language(language)?;
    }
    if let Some(encoding) = &args.encoding {
        options.set_encoding(encoding)?;
    }
    if let Some(size) = &args.max_size {
        options.set_max_size(size)?;
    }
    if let Some(map) = &args.map {
        options.columns = ColumnMap::parse(map)?;
    }
    if let Some(format) = &args.file_format {
        options.format = Some(Format::parse(format)?);
    }
    options.given.publisher.clone_from(&args.publisher);
    options.given.title.clone_from(&args.title);
    Ok(options)
}

/// The first Ctrl-C stops after the documents in hand; the second at once: the desk stays whole either way.
fn stop_on_ctrl_c() {
    // Without a handler Ctrl-C ends the program at once, which is as safe.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
        say("stopping after the documents in hand; Ctrl-C again stops at once");
    });
}
