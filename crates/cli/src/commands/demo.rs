//! `demo`: the repository's example reports, coded, as a timeline and a brief.

use super::add::Coding;
use super::summary::Summary;
use crate::args::{Common, Format};
use crate::failure::Failure;
use crate::output::Out;
use anstyle::Style;
use khabar::corridor::Khabar;
use khabar::ingest::{Options, Origin, expand};
use khabar::views::brief::{brief, markdown};
use khabar::views::{Picture, timeline::timeline};
use khabar::world::MemoryWorld;
use khabar_model::Status;
use khabar_store::{Desk, Filter};
use std::path::PathBuf;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// Lines of each section of the brief; the desk holds the rest.
const LINES: usize = 12;

/// On a desk in memory, unless `--desk` names one to keep.
pub fn run(common: &Common) -> Result<u8, Failure> {
    let mut out = Out::new(common);
    let world = EXAMPLES.iter().fold(MemoryWorld::default(), |w, (name, bytes)| w.with(format!("examples/{name}"), *bytes));
    let mut desk = match &common.desk {
        Some(path) => Desk::open(path)?,
        None => Desk::in_memory()?,
    };
    let run = Coding { khabar: Khabar::bundled()?, world: &world, options: Options::default(), jobs: 0, quiet: common.quiet };
    let lexicon = &run.khabar.lexicon;
    let heading = Style::new().bold();
    out.styled(heading, "# Coding the example reports\n")?;
    let mut sum = Summary::new(common.quiet);
    let mut items = Vec::new();
    for found in expand(&world, &[Origin::Path(PathBuf::from("examples"))]) {
        items.push(found?);
    }
    run.code(&mut desk, &items, &mut sum, &mut out)?;
    out.styled(heading, "\n# Timeline\n")?;
    let mut picture = Picture::load(&desk, &Filter::default())?;
    picture.records.retain(|r| !matches!(r, khabar_model::Record::Event(k) if k.body.status == Status::Hypothetical));
    out.rows(&timeline(&picture, lexicon), Format::Table)?;
    out.raw("\n")?;
    let mut brief = brief(&desk, lexicon, &Filter { limit: Some(LINES), ..Filter::default() })?;
    brief.title = "Brief of the example reports".to_owned();
    out.raw(&markdown(&brief))?;
    out.flush()?;
    match &common.desk {
        Some(path) => {
            desk.close()?;
            out.remark(&format!("\nthe desk is kept: ask it more with `khabar actors --desk {}`", path.display()));
        }
        None => out.remark("\nnext: `khabar add FILE` codes your own reports; `khabar help` lists the commands"),
    }
    Ok(sum.exit_code())
}
