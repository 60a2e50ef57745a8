//! Measures the reader on public sets and marked reports, through the code that users run.
//!
//! [`reader`] looks into folders for sets by file name ([`folder`]), reads each ([`sets`], `reports`), asks the model and
//! counts ([`metrics`]); what others published stands beside ([`Table`]). Counts do not depend on the number of threads.

mod error;
mod folder;
mod metrics;
mod published;
mod reports;
mod sets;
mod table;

use std::path::{Path, PathBuf};

use khabar_encoder::Model;
use khabar_lexicon::Lexicon;

pub use error::BenchError;
pub use folder::DEV;
pub use table::{ConfidenceRow, HeadRow, Note, Row, Table};

use error::File;
use folder::{Found, Part};
use published::{Published, published};
use sets::{Means, SETS};

/// What to measure.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the sets lie; marked reports also in a folder `reports` in them.
    pub folders: Vec<PathBuf>,
    /// [`DEV`] takes a part of train where a set has no dev split, and of marked reports those held out.
    pub split: String,
    /// Threads; 0 for one a core.
    pub jobs: usize,
}

/// The model that the binary carries, or that of a folder with `reader.safetensors` and `vocab.txt`.
pub fn model(folder: Option<&Path>) -> Result<Model, BenchError> {
    let Some(folder) = folder else { return Model::bundled().map_err(|e| BenchError::Model(e.to_string())) };
    let weights = folder.join("reader.safetensors");
    let bytes = std::fs::read(&weights).map_err(|e| BenchError::unreadable(&weights, &e))?;
    let vocab = File::read(&folder.join("vocab.txt"))?;
    Model::load(&bytes, &vocab.text).map_err(|e| BenchError::Model(format!("{}: {e}", weights.display())))
}

/// Measures every set that the folders hold. A set that cannot be read is a line of the table's problems.
pub fn reader(options: &Options, model: &Model, lexicon: &Lexicon) -> Result<Table, BenchError> {
    let found = folder::look(&options.folders, &options.split)?;
    let published = published()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs).build().map_err(|e| BenchError::Threads(e.to_string()))?;
    let table = pool.install(|| measure(options, &found, &published, model, lexicon));
    if table.rows.is_empty() && table.problems.is_empty() {
        return Err(nothing(options, &found));
    }
    Ok(table)
}

fn measure(options: &Options, found: &Found, published: &[Published], model: &Model, lexicon: &Lexicon) -> Table {
    let config = model.config();
    let mut table = Table { model: format!("{} {}", config.name, config.version), ..Table::default() };
    let means = Means { model, lexicon };
    for part in &found.parts {
        if let Err(problem) = add_set(&mut table, &means, part, &options.split, published) {
            table.problems.push(problem.to_string());
        }
    }
    let measured = reports::measure(&found.xml, &options.split, model, lexicon);
    table.problems.extend(measured.problems.iter().map(ToString::to_string));
    if measured.items > 0 {
        table.add_reports(&measured, published);
        table.notes.push(Note { set: reports::SET.to_owned(), words: reports::note(&measured) });
    }
    table
}

fn add_set(table: &mut Table, means: &Means, part: &Part, split: &str, published: &[Published]) -> Result<(), BenchError> {
    let set = &SETS[part.set];
    let measured = set.measure(means, part, &File::read(&part.path)?)?;
    let row = |metric: &str, ours| Row::new(set.name, &part.name(split), measured.items, metric, ours, published);
    match &measured.figures {
        Some(figures) => {
            table.rows.extend(figures.iter().map(|(metric, x)| row(metric, Some(*x))));
            table.notes.push(Note { set: set.name.to_owned(), words: set.note.to_owned() });
        }
        None => table.rows.push(row("not in this model", None)),
    }
    Ok(())
}

fn nothing(options: &Options, found: &Found) -> BenchError {
    let folders: Vec<String> = options.folders.iter().map(|f| f.display().to_string()).collect();
    let names: Vec<&str> = SETS.iter().map(|s| s.name).collect();
    let there = match found.splits.as_slice() {
        [] => format!("expected files such as SET.dev.jsonl, with SET one of {}, or marked reports (*.xml)", names.join(", ")),
        splits => format!("there are splits: {}", splits.join(", ")),
    };
    BenchError::Nothing { folders: folders.join(", "), split: options.split.clone(), there }
}
