//! The command line as typed. Every command's help ends with examples.

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use khabar_model::When;
use std::path::PathBuf;
use std::str::FromStr;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

const AFTER: &str = "\
Examples:
  khabar add reports/                     code every report in a folder into khabar.db
  khabar timeline --since 2020-06         what happened, in date order
  khabar brief --out brief.html           a sourced brief as a page
  khabar show ev1f3a                      one record with its words and source

Exit codes: 0 done; 1 some inputs of `add` failed; 2 nothing was done, or wrong usage; 130 stopped by Ctrl-C";

/// Reads open reporting and keeps a sourced picture of who did, said, promised and foresees what.
#[derive(Debug, Parser)]
#[command(name = "khabar", version, styles = STYLES, after_help = AFTER, max_term_width = 100)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, ClapArgs)]
pub struct Common {
    /// The desk file [default: $KHABAR_DESK, else khabar.db in this folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub desk: Option<PathBuf>,
    /// Colour on the terminal; NO_COLOR turns it off too
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// Say nothing on standard error but failures
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Code reports and put them on the desk
    #[command(after_help = "\
Examples:
  khabar add report.txt bulletin.pdf
  khabar add reports/ --publisher \"Harbour Post\"
  cat page.html | khabar add - --file-format html --date 2020-06-25
  khabar add wire.csv --map text=body,date=published

Adding the same text again changes nothing. Exit codes: 0 all done, 1 some inputs failed, 2 nothing was done")]
    Add(AddArgs),
    /// Every record, one object a line (the exchange format)
    #[command(after_help = "Examples:\n  khabar records > desk.jsonl\n  khabar records --type ASSAULT --format csv")]
    Records(ListArgs),
    /// What happened, in date order; reports of one happening are merged
    #[command(
        after_help = "Examples:\n  khabar timeline --since 2020-06 --until 2020-08\n  khabar timeline --actor \"coast guard\" --format jsonl"
    )]
    Timeline(ListArgs),
    /// Who acts, is acted upon and speaks
    #[command(after_help = "Examples:\n  khabar actors --limit 20\n  khabar actors --type armed_group")]
    Actors(ActorsArgs),
    /// Acts: type, mode, actors, recipients, date, place, status
    #[command(after_help = "Examples:\n  khabar events --type ASSAULT --since 2020-06-25\n  khabar events --place Sarel --format csv")]
    Events(ListArgs),
    /// Who says what, and how
    #[command(after_help = "Examples:\n  khabar statements --type deny\n  khabar statements --actor ministry")]
    Statements(ListArgs),
    /// What was promised, by whom, by when
    #[command(after_help = "Examples:\n  khabar commitments --type open\n  khabar commitments --until 2020-12")]
    Commitments(ListArgs),
    /// Numbers with unit, subject and date
    #[command(after_help = "Examples:\n  khabar measures --type percent\n  khabar measures --format csv > figures.csv")]
    Measures(ListArgs),
    /// Judgements, forecasts, advice, with how likely and by when
    #[command(after_help = "Examples:\n  khabar assessments --type forecast\n  khabar assessments --actor ministry")]
    Assessments(ListArgs),
    /// Lasting ties between two parties
    #[command(after_help = "Examples:\n  khabar relations --type leads\n  khabar relations --actor council")]
    Relations(ListArgs),
    /// What the desk has read
    #[command(after_help = "Examples:\n  khabar documents\n  khabar documents --since 2020-06 --format csv")]
    Documents(ListArgs),
    /// Sentences that hold the words
    #[command(after_help = "Examples:\n  khabar search ceasefire\n  khabar search \"river crossing\" --since 2020-06")]
    Search(SearchArgs),
    /// One record, party, document or story in full, by id, the start of an id, name or path
    #[command(after_help = "Examples:\n  khabar show ev1f3a\n  khabar show \"Harbour Council\"\n  khabar show reports/report.txt")]
    Show(ShowArgs),
    /// A sourced brief: every sentence carries its reference
    #[command(after_help = "Examples:\n  khabar brief\n  khabar brief --since 2020-06 --format html --out brief.html")]
    Brief(BriefArgs),
    /// Code the built-in example reports; print a timeline and a brief
    #[command(after_help = "Examples:\n  khabar demo\n  khabar demo --desk demo.db    keep the desk to ask it more")]
    Demo,
    /// What a code means, or how a record came about: its words, the scores that decided, the rules
    #[command(after_help = "Examples:\n  khabar explain ASSAULT\n  khabar explain aerial\n  khabar explain ev1f3a --format json")]
    Explain(ExplainArgs),
    /// Your own types of act, learned from marked sentences and kept beside the desk
    #[command(
        subcommand,
        after_help = "\
Examples:
  khabar codebook learn evacuate.txt      20 to 50 marked sentences make a type
  khabar codebook test held-out.txt       how well it is found in others
  khabar codebook list
  khabar codebook forget EVACUATE

A file of examples is plain text: header lines, a blank line, then a sentence a line with the words that name the act in
double brackets; sentences without brackets tell none.

  type: EVACUATE
  name: Evacuation
  definition: Moves people out of danger.

  Soldiers [[evacuated]] four thousand villagers from the slopes.
  The brigade withdrew from the ridge."
    )]
    Codebook(CodebookCommand),
    /// What a stage of the corridor makes of one file, without a desk
    #[command(after_help = "Examples:\n  khabar debug blocks report.txt\n  khabar debug drafts report.txt")]
    Debug(DebugArgs),
    /// The reader's figures on public sets and marked reports
    #[command(
        subcommand,
        after_help = "Examples:\n  khabar bench reader --data corpora/public\n  khabar bench reader --data corpus --split all"
    )]
    Bench(BenchCommand),
}

#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Every set that the folders hold, known by file name, beside the published figures
    #[command(after_help = "\
Examples:
  khabar bench reader --data corpora/public --data corpus
  khabar bench reader --data elsewhere --split test --format json
  khabar bench reader --data corpus --model runs/new

Sets: cameo_roles, cameo_quad, plv, re3d, polnear, muc4 (SET.SPLIT.jsonl), gum (gum.SPLIT.conllu) and marked reports (*.xml, also
in a folder `reports`). Split dev takes every fifth item of train where a set has no dev file, and of marked reports
those held out; of these, split train takes the others and any other split takes all. Exit codes: 0 done, 1 some files
could not be measured, 2 nothing was done")]
    Reader(BenchReaderArgs),
}

#[derive(Debug, ClapArgs)]
pub struct BenchReaderArgs {
    /// A folder with sets; may be given more than once
    #[arg(long, required = true, value_name = "DIR")]
    pub data: Vec<PathBuf>,
    /// Which files are measured, by the middle part of their names
    #[arg(long, value_name = "SPLIT", default_value = khabar_bench::DEV)]
    pub split: String,
    /// A folder with reader.safetensors and vocab.txt [default: the model of this program]
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
    /// How to write
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: BenchFormat,
    /// Threads [default: one a core]
    #[arg(long, short, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BenchFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub enum CodebookCommand {
    /// Learn a type from marked sentences; says what to expect of it
    #[command(
        after_help = "Examples:\n  khabar codebook learn evacuate.txt\n  khabar codebook learn --again    all types, for another model"
    )]
    Learn(LearnArgs),
    /// Learned types with what to expect of them
    #[command(after_help = "Examples:\n  khabar codebook list\n  khabar codebook list --format json")]
    List(CodebookListArgs),
    /// Forget a learned type
    #[command(after_help = "Examples:\n  khabar codebook forget EVACUATE")]
    Forget(ForgetArgs),
    /// Precision, recall and F1 of a learned type on marked sentences
    #[command(after_help = "Examples:\n  khabar codebook test held-out.txt\n  khabar codebook test held-out.txt --format json")]
    Test(CodebookTestArgs),
}

#[derive(Debug, ClapArgs)]
pub struct LearnArgs {
    /// The marked sentences; - for standard input
    #[arg(value_name = "FILE", required_unless_present = "again")]
    pub file: Option<String>,
    /// Learn all kept types again from their examples
    #[arg(long)]
    pub again: bool,
}

#[derive(Debug, ClapArgs)]
pub struct CodebookListArgs {
    /// How to write [default: table]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
}

#[derive(Debug, ClapArgs)]
pub struct ForgetArgs {
    /// The type
    #[arg(value_name = "TYPE")]
    pub code: String,
}

#[derive(Debug, ClapArgs)]
pub struct CodebookTestArgs {
    /// Marked sentences of a learned type; - for standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    /// How to write
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ShowFormat,
}

/// What a listing is asked for.
#[derive(Debug, Default, Clone, ClapArgs)]
pub struct FilterArgs {
    /// Not before this day, month or year: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = When::from_str, help_heading = "Filters")]
    pub since: Option<When>,
    /// Not after this day, month or year
    #[arg(long, value_name = "DATE", value_parser = When::from_str, help_heading = "Filters")]
    pub until: Option<When>,
    /// Words of a party's name, or its id
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub actor: Option<String>,
    /// Event type or mode, stance, predicate, unit: what the listing's type column shows
    #[arg(long = "type", value_name = "TYPE", help_heading = "Filters")]
    pub kind: Option<String>,
    /// Words of a place's name, or a country code such as KEN
    #[arg(long, value_name = "PLACE", help_heading = "Filters")]
    pub place: Option<String>,
    /// The start of a document's id, or a part of its path or title
    #[arg(long, value_name = "DOC", help_heading = "Filters")]
    pub doc: Option<String>,
    /// Leave out records less sure than this, 0 to 1 [default: 0.5; `records` shows all]
    #[arg(long, value_name = "P", value_parser = probability, help_heading = "Filters")]
    pub min_confidence: Option<f64>,
    /// At most so many rows
    #[arg(long, value_name = "N", help_heading = "Filters")]
    pub limit: Option<usize>,
}

fn probability(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|p| (0.0..=1.0).contains(p))
        .ok_or_else(|| format!("`{text}` is no probability: expected a number from 0 to 1, such as 0.8"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns that fit the terminal
    Table,
    /// One array
    Json,
    /// One object a line
    Jsonl,
    /// With a header row
    Csv,
}

#[derive(Debug, ClapArgs)]
pub struct ListArgs {
    #[command(flatten)]
    pub filter: FilterArgs,
    /// How to write [default: table; of `records`: jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
}

#[derive(Debug, ClapArgs)]
pub struct ActorsArgs {
    #[command(flatten)]
    pub list: ListArgs,
    /// Also those that are only named
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, ClapArgs)]
pub struct SearchArgs {
    /// Words that one sentence must hold; "in quotes" they must stand together
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    #[command(flatten)]
    pub list: ListArgs,
}

#[derive(Debug, ClapArgs)]
pub struct ShowArgs {
    /// An id, the start of one, a name or a path
    #[arg(value_name = "ID")]
    pub key: String,
    /// How to write
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ShowFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    Text,
    Json,
}

#[derive(Debug, ClapArgs)]
pub struct BriefArgs {
    #[command(flatten)]
    pub filter: FilterArgs,
    /// How to write [default: by the ending of --out, else markdown]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<BriefFormat>,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The brief's title
    #[arg(long, value_name = "WORDS")]
    pub title: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BriefFormat {
    Markdown,
    Html,
}

#[derive(Debug, ClapArgs)]
pub struct AddArgs {
    /// Files, folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// The date of documents that print none: YYYY, YYYY-MM, YYYY-MM-DD
    #[arg(long, value_name = "DATE", help_heading = "Facts")]
    pub date: Option<String>,
    /// Who published them
    #[arg(long, value_name = "NAME", help_heading = "Facts")]
    pub publisher: Option<String>,
    /// The document's title
    #[arg(long, value_name = "WORDS", help_heading = "Facts")]
    pub title: Option<String>,
    /// article, analysis, bulletin, transcript, sitrep or communique
    #[arg(long, value_name = "GENRE", help_heading = "Facts")]
    pub genre: Option<String>,
    /// The documents' language, such as en
    #[arg(long, value_name = "TAG", help_heading = "Facts")]
    pub language: Option<String>,
    /// Which columns or keys hold what, as in text=body,date=published
    #[arg(long, value_name = "FIELD=COLUMN", help_heading = "Reading")]
    pub map: Option<String>,
    /// Read every input as this, whatever it looks like: text, markdown, html, pdf, docx, mail, feed, jsonl, csv
    #[arg(long, value_name = "FORMAT", help_heading = "Reading")]
    pub file_format: Option<String>,
    /// The inputs' encoding, such as windows-1256, where it is not found rightly
    #[arg(long, value_name = "LABEL", help_heading = "Reading")]
    pub encoding: Option<String>,
    /// Refuse larger inputs, such as 200MB [default: 64MB]
    #[arg(long, value_name = "SIZE", help_heading = "Reading")]
    pub max_size: Option<String>,
    /// Threads that read [default: one a core]
    #[arg(long, short, value_name = "N", default_value_t = 0, hide_default_value = true, help_heading = "Reading")]
    pub jobs: usize,
}

#[derive(Debug, ClapArgs)]
pub struct ExplainArgs {
    /// An event type or mode, a status, stance or note code; or the id of a record
    #[arg(value_name = "CODE")]
    pub code: String,
    /// How to write; json for records only
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ShowFormat,
}

#[derive(Debug, ClapArgs)]
pub struct DebugArgs {
    /// The stage to print
    #[arg(value_name = "STAGE")]
    pub stage: Stage,
    /// The file to read; - for standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    /// The document's date, where it prints none
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// Text and facts as ingested
    Source,
    /// Headline, paragraphs, turns; what is coded
    Blocks,
    Sentences,
    /// Time expressions and what they mean
    Times,
    /// Numbers and units
    Amounts,
    /// Names, descriptions, pronouns, by party
    Mentions,
    /// Triggers with type, status, parties
    Acts,
    /// Who says what
    Attributions,
    /// Findings before identities
    Drafts,
    /// Records as they would be kept
    Resolution,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound_and_every_command_has_examples() {
        let mut command = Args::command();
        command.clone().debug_assert();
        command.build();
        for sub in command.get_subcommands().filter(|s| s.get_name() != "help") {
            let after = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.contains("Examples:\n  khabar "), "`{}` has no examples", sub.get_name());
            assert!(sub.get_about().is_some(), "`{}` does not say what it does", sub.get_name());
        }
    }
}
