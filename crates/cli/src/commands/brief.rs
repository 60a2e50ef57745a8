//! `brief`: the sourced account, as Markdown or a page.

use crate::args::{BriefArgs, BriefFormat, Common};
use crate::failure::Failure;
use crate::plan::{self, Plan};
use khabar::views::brief::{brief, html, markdown};

pub fn run(common: &Common, args: &BriefArgs) -> Result<u8, Failure> {
    let mut plan = Plan::new(common)?;
    let filter = plan.filter(&args.filter, &[], &[])?;
    let mut brief = brief(&plan.desk, &plan.lexicon, &filter)?;
    if let (true, Some(kind)) = (brief.sections.is_empty(), &filter.kind) {
        plan::known(kind, &plan::all_kinds(&plan.lexicon))?;
    }
    if let Some(title) = &args.title {
        brief.title.clone_from(title);
    }
    let page = args.out.as_ref().and_then(|p| p.extension()).is_some_and(|e| e == "html" || e == "htm");
    let format = args.format.unwrap_or(if page { BriefFormat::Html } else { BriefFormat::Markdown });
    let text = match format {
        BriefFormat::Markdown => markdown(&brief),
        BriefFormat::Html => html(&brief),
    };
    match &args.out {
        None => plan.out.raw(&text)?,
        Some(path) => {
            std::fs::write(path, text).map_err(|e| Failure::Said(format!("{}: cannot be written: {e}", path.display())))?;
            plan.out.remark(&format!("{}: {} sources", path.display(), brief.notes.len()));
        }
    }
    plan.out.flush()?;
    Ok(0)
}
