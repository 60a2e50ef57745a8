//! The listings: timeline, actors, events to relations, documents.

use crate::args::{ActorsArgs, Common, Format, ListArgs};
use crate::failure::Failure;
use crate::output::Row;
use crate::plan::{self, Plan};
use crate::suggest::nearest;
use khabar::views::{MIN_CONFIDENCE, Picture, actors as who, rows, timeline as when};
use khabar_model::DocumentRecord;
use khabar_store::{Family, Filter};

/// A listing from question to rows.
struct Listing<'a> {
    plan: Plan,
    args: &'a ListArgs,
    picture: Picture,
}

impl<'a> Listing<'a> {
    fn new(common: &Common, args: &'a ListArgs, families: &[Family], kinds: impl Fn(&Plan) -> Vec<&str>) -> Result<Listing<'a>, Failure> {
        let plan = Plan::new(common)?;
        let filter = plan.filter(&args.filter, families, &kinds(&plan))?;
        let picture = Picture::load(&plan.desk, &filter)?;
        Ok(Listing { plan, args, picture })
    }

    /// Prints the rows and says what is not among them.
    fn print<R: Row>(mut self, mut rows: Vec<R>) -> Result<u8, Failure> {
        let found = rows.len();
        rows.truncate(self.args.filter.limit.unwrap_or(usize::MAX));
        let shown = rows.len();
        self.plan.out.rows(&rows, self.args.format.unwrap_or(Format::Table))?;
        if found == 0 {
            self.plan.out.remark(&nothing(&self.plan, self.args, &self.picture));
        } else if shown < found {
            self.plan.out.remark(&format!("{shown} of {found} shown (--limit)"));
        }
        if self.picture.left_out > 0 {
            let least = self.args.filter.min_confidence.unwrap_or(MIN_CONFIDENCE);
            let n = self.picture.left_out;
            self.plan.out.remark(&format!("{n} left out for a confidence below {least} (--min-confidence 0 shows all)"));
        }
        Ok(0)
    }
}

/// Why a listing is empty, and what to try.
pub fn nothing(plan: &Plan, args: &ListArgs, picture: &Picture) -> String {
    let Some(actor) = &args.filter.actor else { return "nothing on the desk matches".to_owned() };
    let one = Filter { actor: Some(actor.clone()), limit: Some(1), ..Filter::default() };
    if plan.desk.entities(&one).is_ok_and(|found| !found.is_empty()) {
        return format!("nothing on the desk matches; `{actor}` is known, so another filter is too narrow");
    }
    let names = picture.entities.values().flat_map(|e| e.aliases.iter().chain([&e.name])).map(String::as_str);
    match nearest(actor, names) {
        Some(name) => format!("nobody on the desk is called `{actor}`: did you mean `{name}`?"),
        None => format!("nobody on the desk is called `{actor}`: see `khabar actors --all`"),
    }
}

pub fn timeline(common: &Common, args: &ListArgs) -> Result<u8, Failure> {
    let listing = Listing::new(common, args, &[Family::Event], |p| plan::event_kinds(&p.lexicon))?;
    let rows = when::timeline(&listing.picture, &listing.plan.lexicon);
    listing.print(rows)
}

pub fn events(common: &Common, args: &ListArgs) -> Result<u8, Failure> {
    let listing = Listing::new(common, args, &[Family::Event], |p| plan::event_kinds(&p.lexicon))?;
    let rows = rows::events(&listing.picture, &listing.plan.lexicon);
    listing.print(rows)
}

pub fn statements(common: &Common, args: &ListArgs) -> Result<u8, Failure> {
    let listing = Listing::new(common, args, &[Family::Statement], |_| plan::stances())?;
    let rows = rows::statements(&listing.picture);
    listing.print(rows)
}

/// The type of a commitment is what became of it.
pub fn commitments(common: &Common, args: &ListArgs) -> Result<u8, Failure> {
    if let Some(kind) = &args.filter.kind {
        plan::known(kind, &plan::commitment_statuses())?;
    }
    let mut any = ListArgs { filter: args.filter.clone(), format: args.format };
    let kind = any.filter.kind.take();
    let listing = Listing::new(common, &any, &[Family::Commitment], |_| Vec::new())?;
    let mut rows = rows::commitments(&listing.picture);
    rows.retain(|r| kind.as_ref().is_none_or(|k| r.status.as_str().eq_ignore_ascii_case(k)));
    listing.print(rows)
}

pub fn measures(common: &Common, args: &ListArgs) -> Result<u8, Failure> {
    let listing = Listing::new(common, args, &[Family::Measure], |_| Vec::new())?;
    let rows = rows::measures(&listing.picture);
    listing.print(rows)
}

pub fn assessments(common: &Common, args: &ListArgs) -> Result<u8, Failure> {
    let listing = Listing::new(common, args, &[Family::Assessment], |_| plan::assessment_types())?;
    let rows = rows::assessments(&listing.picture);
    listing.print(rows)
}

pub fn relations(common: &Common, args: &ListArgs) -> Result<u8, Failure> {
    let listing = Listing::new(common, args, &[Family::Relation], |_| plan::predicates())?;
    let rows = rows::relations(&listing.picture);
    listing.print(rows)
}

/// `--type` is the party's type; the other filters choose the records in which it acts or speaks.
pub fn actors(common: &Common, args: &ActorsArgs) -> Result<u8, Failure> {
    if let Some(kind) = &args.list.filter.kind {
        plan::known(kind, &plan::entity_types())?;
    }
    let mut any = ListArgs { filter: args.list.filter.clone(), format: args.list.format };
    let kind = any.filter.kind.take();
    let listing = Listing::new(common, &any, &[Family::Event, Family::Statement], |_| Vec::new())?;
    let filter = Filter { kind, actor: any.filter.actor.clone(), doc: any.filter.doc.clone(), ..Filter::default() };
    let entities = listing.plan.desk.entities(&filter)?;
    let rows = who::actors(&listing.picture, &entities, args.all);
    listing.print(rows)
}

/// `--type` is the genre.
pub fn documents(common: &Common, args: &ListArgs) -> Result<u8, Failure> {
    let mut plan = Plan::new(common)?;
    let mut filter = plan.filter(&args.filter, &[], &plan::genres())?;
    let kind = filter.kind.take();
    let limit = filter.limit.take().unwrap_or(usize::MAX);
    let mut rows: Vec<DocumentRecord> = plan.desk.documents(&filter)?.into_iter().map(|d| d.record).collect();
    rows.retain(|d| kind.as_ref().is_none_or(|k| d.genre.is_some_and(|g| g.as_str().eq_ignore_ascii_case(k))));
    let found = rows.len();
    rows.truncate(limit);
    plan.out.rows(&rows, args.format.unwrap_or(Format::Table))?;
    match rows.len() {
        0 => plan.out.remark("no document on the desk matches"),
        shown if shown < found => plan.out.remark(&format!("{shown} of {found} shown (--limit)")),
        _ => {}
    }
    Ok(0)
}
