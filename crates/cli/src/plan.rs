//! What the arguments mean: which desk, which records, how to write.

use crate::args::{Common, FilterArgs};
use crate::failure::Failure;
use crate::output::Out;
use crate::suggest::nearest;
use khabar::codebook;
use khabar::world::SystemWorld;
use khabar_lexicon::Lexicon;
use khabar_model::{AssessmentType, CommitmentStatus, EntityType, Genre, Predicate, Stance};
use khabar_store::{Desk, Family, Filter};
use std::path::PathBuf;

/// Where the desk is: the flag, else the environment, else `khabar.db` here.
pub fn desk_path(common: &Common) -> PathBuf {
    let set = || std::env::var_os("KHABAR_DESK").filter(|v| !v.is_empty()).map(PathBuf::from);
    common.desk.clone().or_else(set).unwrap_or_else(|| PathBuf::from("khabar.db"))
}

/// A question's means: an open desk, the knowledge, and where to write.
pub struct Plan {
    pub desk: Desk,
    pub lexicon: Lexicon,
    pub out: Out,
}

impl Plan {
    /// Opens the desk for reading; it must exist.
    pub fn new(common: &Common) -> Result<Plan, Failure> {
        let desk = Desk::open_existing(&desk_path(common))?;
        let (mut lexicon, out) = (Lexicon::bundled()?, Out::new(common));
        // Without its codebook the desk can still be asked: learned types then go by their code.
        match codebook::load(&SystemWorld, desk.path()) {
            Ok(codebook) => codebook::teach(&mut lexicon, &codebook),
            Err(error) => out.remark(&error.to_string()),
        }
        Ok(Plan { desk, lexicon, out })
    }

    /// The filter of a listing. `kinds` says what `--type` may be; empty for anything.
    pub fn filter(&self, args: &FilterArgs, families: &[Family], kinds: &[&str]) -> Result<Filter, Failure> {
        if let (Some(since), Some(until)) = (args.since, args.until)
            && since.start > until.end
        {
            return Err(Failure::Said(format!("--since {since} is after --until {until}: exchange them")));
        }
        if let Some(kind) = &args.kind
            && let Err(unknown) = known(kind, kinds)
        {
            // a forgotten type may still have records
            let of = Filter { families: families.to_vec(), kind: Some(kind.clone()), limit: Some(1), ..Filter::default() };
            if self.desk.records(&of)?.is_empty() {
                return Err(unknown);
            }
        }
        Ok(Filter {
            families: families.to_vec(),
            since: args.since,
            until: args.until,
            actor: args.actor.clone(),
            kind: args.kind.clone(),
            place: args.place.clone(),
            doc: args.doc.clone(),
            min_confidence: args.min_confidence,
            limit: args.limit,
            include_superseded: false,
        })
    }
}

/// Refuses a type that no record can have, with the nearest that one can.
pub fn known(kind: &str, kinds: &[&str]) -> Result<(), Failure> {
    if kinds.is_empty() || kinds.iter().any(|k| k.eq_ignore_ascii_case(kind)) {
        return Ok(());
    }
    let meant = match nearest(kind, kinds.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of {}", kinds.join(", ")),
    };
    Err(Failure::Said(format!("unknown type `{kind}`: {meant}")))
}

/// Event types, then modes.
pub fn event_kinds(lexicon: &Lexicon) -> Vec<&str> {
    let mut modes: Vec<&str> = lexicon.events.iter().flat_map(|(_, k)| k.modes.keys().map(String::as_str)).collect();
    modes.sort_unstable();
    modes.dedup();
    lexicon.events.iter().map(|(code, _)| code).chain(modes).collect()
}

/// Everything closed that `--type` can mean across families; units are open words.
pub fn all_kinds(lexicon: &Lexicon) -> Vec<&str> {
    let closed = [stances(), assessment_types(), predicates(), entity_types()].concat();
    event_kinds(lexicon).into_iter().chain(closed).collect()
}

pub fn stances() -> Vec<&'static str> {
    Stance::ALL.iter().map(|v| v.as_str()).collect()
}
pub fn assessment_types() -> Vec<&'static str> {
    AssessmentType::ALL.iter().map(|v| v.as_str()).collect()
}
pub fn predicates() -> Vec<&'static str> {
    Predicate::ALL.iter().map(|v| v.as_str()).collect()
}
pub fn entity_types() -> Vec<&'static str> {
    EntityType::ALL.iter().map(|v| v.as_str()).collect()
}
pub fn commitment_statuses() -> Vec<&'static str> {
    CommitmentStatus::ALL.iter().map(|v| v.as_str()).collect()
}
pub fn genres() -> Vec<&'static str> {
    Genre::ALL.iter().map(|v| v.as_str()).collect()
}
