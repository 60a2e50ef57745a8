//! `add`: inputs to the desk, a line each, and what came of the whole.

use super::progress::Progress;
use super::summary::Summary;
use crate::args::{AddArgs, Common};
use crate::failure::{Failure, INTERRUPTED, NOTHING_DONE};
use crate::output::Out;
use crate::plan::desk_path;
use jiff::Timestamp;
use khabar::corridor::{Khabar, Outcome, Plan};
use khabar::ingest::{ColumnMap, Format, Item, Options, Origin, expand};
use khabar::world::{SystemWorld, World};
use khabar_store::Desk;
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

pub fn run(common: &Common, args: &AddArgs) -> Result<u8, Failure> {
    let options = options(args)?;
    let origins: Vec<Origin> = args.paths.iter().map(|p| Origin::parse(p)).collect();
    let mut sum = Summary::new(common.quiet);
    let mut items = Vec::new();
    for found in expand(&SystemWorld, &origins) {
        match found {
            Ok(item) => items.push(item),
            Err(error) => sum.fail(&error.to_string()),
        }
    }
    if items.is_empty() {
        return Ok(NOTHING_DONE);
    }
    let path = desk_path(common);
    let fresh = !path.exists();
    let mut desk = Desk::open(&path)?;
    stop_on_ctrl_c();
    let mut out = Out::new(common);
    let khabar = super::codebook::coder(&path, |words| out.remark(words))?;
    let run = Coding { khabar, world: &SystemWorld, options, jobs: args.jobs, quiet: common.quiet };
    let ran = run.code(&mut desk, &items, &mut sum, &mut out);
    out.remark(&sum.line(&path));
    ran?;
    desk.close()?;
    if STOP.load(Ordering::Relaxed) {
        out.remark("stopped by Ctrl-C: the documents listed are kept whole; the same command again adds the rest");
        return Ok(INTERRUPTED);
    }
    if fresh && sum.kept() == 0 {
        // Where it cannot be removed it is an empty desk, which does no harm.
        let _ = std::fs::remove_file(&path);
    }
    Ok(sum.exit_code())
}

/// All that a run of the corridor needs but the desk.
pub struct Coding<'a> {
    pub khabar: Khabar,
    pub world: &'a dyn World,
    pub options: Options,
    /// Threads; 0 for one a core.
    pub jobs: usize,
    pub quiet: bool,
}

impl Coding<'_> {
    /// Runs the corridor over `items`, printing a line for each document as it is kept.
    pub fn code(&self, desk: &mut Desk, items: &[Item], sum: &mut Summary, out: &mut Out) -> Result<(), Failure> {
        let mut progress = Progress::new(items.len(), self.quiet);
        let plan = Plan { options: &self.options, jobs: self.jobs, at: Timestamp::now(), stop: &STOP };
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
        let done = self.khabar.add(self.world, desk, items, &plan, &mut report);
        progress.finish();
        written?;
        done?;
        Ok(())
    }
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
        super::summary::say("stopping after the documents in hand; Ctrl-C again stops at once");
    });
}
