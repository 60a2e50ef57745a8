//! The corridor: ingest, read, extract, resolve, commit, in sequence. The first file to read.
//!
//! Sources are coded in parallel (pure functions); one writer commits them in the order in which they came.

use crate::codebook;
use crate::ingest::{self, IngestError, Item, Options, Remark};
use crate::world::World;
use jiff::Timestamp;
use khabar_encoder::{Model, ModelError};
use khabar_extract::extract;
use khabar_lexicon::{Lexicon, LexiconError};
use khabar_model::{Doc, DocId, Record, Resolution, Source, content_id};
use khabar_reader::codebook::{Codebook, CodebookError, Learned, learn, model_name};
use khabar_reader::read;
use khabar_resolve::resolve;
use khabar_store::{BlockAt, Desk, Receipt, StoreError, Submission};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

/// Sources coded between two rounds of commits, for each thread.
const ROUND: usize = 8;

/// The knowledge and the model that coding needs; shared by all threads.
pub struct Khabar {
    pub lexicon: Lexicon,
    pub model: Model,
    /// The user's own types of act.
    pub codebook: Codebook,
}

/// The program's own data cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("knowledge file {0}")]
    Lexicon(#[from] LexiconError),
    #[error("model: {0}")]
    Model(#[from] ModelError),
    #[error("{0}")]
    Codebook(#[from] CodebookError),
}

/// A source after all pure steps.
#[derive(Debug, Clone)]
pub struct Coded {
    pub doc: Doc,
    pub resolution: Resolution,
}

/// How to go about adding.
#[derive(Debug)]
pub struct Plan<'a> {
    pub options: &'a Options,
    /// Threads that code; 0 for one a core.
    pub jobs: usize,
    /// The time to write beside what is added.
    pub at: Timestamp,
    /// Set from outside to stop after the documents in hand.
    pub stop: &'a AtomicBool,
}

/// What became of one source, reported as soon as it is known.
#[derive(Debug)]
pub enum Outcome {
    Kept {
        path: String,
        doc: DocId,
        receipt: Receipt,
        tally: Tally,
        notes: Vec<khabar_model::Note>,
    },
    /// What ingest noticed without failing: a file passed over, bytes that did not decode.
    Remarked(Remark),
    /// One input, or a part of one, gave no source.
    Failed(IngestError),
    /// Our own fault: reading it panicked. Nothing of it was kept.
    Crashed {
        path: String,
        why: String,
    },
}

/// Records by family of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub entities: usize,
    pub events: usize,
    pub statements: usize,
    pub commitments: usize,
    pub measures: usize,
    pub assessments: usize,
    pub relations: usize,
}

impl Khabar {
    /// With the knowledge and the model that the binary carries.
    pub fn bundled() -> Result<Khabar, SetupError> {
        Ok(Khabar { lexicon: Lexicon::bundled()?, model: Model::bundled()?, codebook: Codebook::default() })
    }

    /// The same with a user's own types of act; refuses a codebook that was learned with another model.
    pub fn with_codebook(mut self, codebook: Codebook) -> Result<Khabar, CodebookError> {
        codebook.check(&self.model)?;
        codebook::teach(&mut self.lexicon, &codebook);
        Ok(Khabar { codebook, ..self })
    }

    /// Learns a type from the text of an example file. Ask a [`Khabar::bundled`]: the type must be none that it knows.
    pub fn learn(&self, examples: &str) -> Result<Learned, CodebookError> {
        learn(examples, &self.model, &self.lexicon)
    }

    /// A codebook of types learned with this model, or with none yet.
    pub fn new_codebook(&self) -> Codebook {
        Codebook { model: model_name(&self.model), types: Vec::new() }
    }

    /// All types of a codebook learned again with this model, from the examples that it keeps.
    pub fn learn_again(&self, old: &Codebook) -> Result<Codebook, CodebookError> {
        let mut new = self.new_codebook();
        for learned in &old.types {
            new.put(self.learn(&learned.examples)?);
        }
        Ok(new)
    }

    /// Name and version of what codes, and a mark of the codebook: another one's records are replaced when a source is added again.
    pub fn reader(&self) -> String {
        let c = self.model.config();
        let own = content_id("", self.codebook.types.iter().map(|t| t.examples.as_str()));
        let own = if self.codebook.is_empty() { String::new() } else { format!(" codebook {}", &own[..8]) };
        format!("{} {} khabar {}{own}", c.name, c.version, env!("CARGO_PKG_VERSION"))
    }

    /// The pure steps for one source.
    pub fn code(&self, source: Source) -> Coded {
        let doc = read(source, &self.model, &self.codebook, &self.lexicon);
        let drafts = extract(&doc, &self.lexicon);
        let resolution = resolve(&doc, drafts);
        Coded { doc, resolution }
    }

    /// What extraction finds, before identities; for a look at that stage.
    pub fn drafts(&self, doc: &Doc) -> Vec<khabar_model::Draft> {
        extract(doc, &self.lexicon)
    }

    /// Adds inputs to a desk. Only the desk itself can fail; whatever else goes wrong is reported and the rest goes on.
    /// Answers how many inputs were looked at: fewer than given when stopped.
    pub fn add(
        &self,
        world: &dyn World,
        desk: &mut Desk,
        items: &[Item],
        plan: &Plan,
        report: &mut (dyn FnMut(Outcome) + Send),
    ) -> Result<usize, StoreError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.jobs).build();
        let threads = pool.as_ref().map_or(1, rayon::ThreadPool::current_num_threads);
        let mut waiting: Vec<Source> = Vec::new();
        for (done, item) in items.iter().enumerate() {
            if plan.stop.load(Ordering::Relaxed) {
                return Ok(done);
            }
            match ingest::ingest(world, item, plan.options) {
                Ok(found) => {
                    found.remarks.into_iter().for_each(|r| report(Outcome::Remarked(r)));
                    found.errors.into_iter().for_each(|e| report(Outcome::Failed(e)));
                    waiting.extend(found.sources);
                }
                Err(e) => report(Outcome::Failed(e)),
            }
            let last = done + 1 == items.len();
            while waiting.len() >= threads * ROUND || (last && !waiting.is_empty()) {
                let round: Vec<Source> = waiting.drain(..waiting.len().min(threads * ROUND)).collect();
                self.round(desk, round, plan, pool.as_ref().ok(), report)?;
                if plan.stop.load(Ordering::Relaxed) {
                    return Ok(done);
                }
            }
        }
        Ok(items.len())
    }

    /// Codes some sources in parallel, then commits them in order.
    fn round(
        &self,
        desk: &mut Desk,
        sources: Vec<Source>,
        plan: &Plan,
        pool: Option<&rayon::ThreadPool>,
        report: &mut (dyn FnMut(Outcome) + Send),
    ) -> Result<(), StoreError> {
        let reader = self.reader();
        let mut new = Vec::new();
        for source in sources {
            if desk.seen(&source, &reader)? {
                let tally = Tally::default();
                report(Outcome::Kept { path: source.path, doc: source.id, receipt: Receipt::Unchanged, tally, notes: Vec::new() });
            } else {
                new.push(source);
            }
        }
        let code = |s: Source| {
            let path = s.path.clone();
            catch_unwind(AssertUnwindSafe(|| self.code(s))).map_err(|why| (path, panic_words(why)))
        };
        let coded: Vec<_> = match pool {
            Some(pool) => pool.install(|| new.into_par_iter().map(code).collect()),
            None => new.into_iter().map(code).collect(),
        };
        for result in coded {
            match result {
                Ok(coded) => report(commit(desk, coded, &reader, plan.at)?),
                Err((path, why)) => report(Outcome::Crashed { path, why }),
            }
        }
        Ok(())
    }
}

/// Commits one coded source in one transaction.
fn commit(desk: &mut Desk, coded: Coded, reader: &str, at: Timestamp) -> Result<Outcome, StoreError> {
    let Coded { doc, resolution } = coded;
    let blocks: Vec<BlockAt> = doc.blocks.iter().map(|b| block(&doc, b)).collect();
    let sentences: Vec<_> = doc.sentences.iter().map(|s| doc.chars(s.span)).collect();
    let submission =
        Submission { source: &doc.source, resolution: &resolution, blocks: &blocks, sentences: &sentences, notes: &doc.notes, reader, at };
    let receipt = desk.commit(&submission)?;
    let (path, id) = (doc.source.path.clone(), doc.source.id.clone());
    Ok(Outcome::Kept { path, doc: id, receipt, tally: Tally::of(&resolution), notes: doc.notes })
}

fn block(doc: &Doc, b: &khabar_model::Block) -> BlockAt {
    let speaker = b.speaker.and_then(|s| doc.speakers.get(s)).cloned();
    BlockAt { span: doc.chars(b.span), kind: b.kind, speaker, coded: b.coded }
}

impl Tally {
    pub fn of(resolution: &Resolution) -> Tally {
        let mut t = Tally { entities: resolution.entities.len(), ..Tally::default() };
        for r in &resolution.records {
            match r {
                Record::Event(_) => t.events += 1,
                Record::Statement(_) => t.statements += 1,
                Record::Commitment(_) => t.commitments += 1,
                Record::Measure(_) => t.measures += 1,
                Record::Assessment(_) => t.assessments += 1,
                Record::Relation(_) => t.relations += 1,
                Record::Document(_) | Record::Entity(_) | Record::Story(_) => {}
            }
        }
        t
    }
}

/// What a panic said.
fn panic_words(why: Box<dyn std::any::Any + Send>) -> String {
    let text = why.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| why.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no words".to_owned())
}
