//! Findings other than acts as sentences: no attribution mark, no full stop. Past tense and nouns need no agreement of number.

use khabar_lexicon::Lexicon;
use khabar_model::{AssessmentType, CommitmentStatus, Form, Likelihood, Predicate, Record, RelationStatus, Stance, Voice};

use super::picture::{Named, Picture, base, joined, one_line};
use super::rows::{
    AssessmentRow, CommitmentRow, MeasureRow, RelationRow, StatementRow, assessments, commitments, measures, relations, statements,
};
use super::telling::{capitalised, figure, tell};
use super::wording::{dates, in_sentence};

/// Words of a quotation in a sentence; endnotes give them in full.
const QUOTED_WORDS: usize = 45;

/// An amount's own words are shown up to here, else its figures.
const AMOUNT_CHARS: usize = 40;

/// `The ministry denied to reporters, as reported: “…”`
pub fn say_statement(row: &StatementRow, picture: &Picture, lexicon: &Lexicon) -> String {
    let author = row.said_by == "author";
    let who = if author { picture.speaker(&Voice::Author, &row.source.doc) } else { in_sentence(&row.said_by, lexicon) };
    let verb = match row.stance {
        Stance::Assert => "said",
        Stance::Deny => "denied",
        Stance::Accuse => "made an accusation",
        Stance::Promise => "promised",
        Stance::Doubt => "expressed doubt",
        Stance::Question | Stance::Request => "asked",
    };
    let link = match row.stance {
        Stance::Question | Stance::Request => "",
        Stance::Accuse => "against ",
        _ => "to ",
    };
    let to = row.to.as_ref().map_or_else(String::new, |to| format!(" {link}{}", in_sentence(&to.name, lexicon)));
    // What authors say themselves, nobody reports.
    let form = if row.form == Form::Indirect && !author { ", as reported" } else { "" };
    capitalised(&format!("{who} {verb}{to}{form}: {}", quoted(&row.source.words)))
}

/// `The governor promised the residents: “…”, by 2020-07, on condition: “…” (open)`
pub fn say_commitment(row: &CommitmentRow, lexicon: &Lexicon) -> String {
    let by = if row.by.is_empty() { "somebody not named".to_owned() } else { names(&row.by, lexicon) };
    let to = if row.to.is_empty() { String::new() } else { format!(" to {}", names(&row.to, lexicon)) };
    let mut text = format!("{by} made a promise{to}: {}", quoted(&row.what));
    if let Some(deadline) = row.deadline {
        text.push_str(&format!(", due {}", dates(deadline)));
    }
    if let Some(condition) = &row.condition {
        text.push_str(&format!(", on condition: {}", quoted(condition)));
    }
    if row.status != CommitmentStatus::Unknown {
        text.push_str(&format!(" ({})", row.status));
    }
    capitalised(&text)
}

/// `At least 14 killed: villagers of Sarel (as of 2022-03-12)`
pub fn say_measure(row: &MeasureRow, lexicon: &Lexicon) -> String {
    let mut text = amount(row);
    let subject = row.subject.clone().filter(|s| !s.is_empty());
    let names = (!row.entities.is_empty()).then(|| names(&row.entities, lexicon));
    match (subject, names) {
        (Some(subject), Some(names)) if !subject.contains(&names) => text.push_str(&format!(": {subject} ({names})")),
        (Some(subject), _) => text.push_str(&format!(": {subject}")),
        (None, Some(names)) => text.push_str(&format!(": {names}")),
        (None, None) => text.push_str(&format!(": {}", quoted(&row.source.words))),
    }
    if let Some(date) = row.as_of {
        text.push_str(&format!(" (as of {})", dates(date)));
    }
    capitalised(&one_line(&text))
}

/// `At least 14 villagers; 3 houses: “…the sentence…”`; with `dated`, each with what it is as of.
pub fn say_measures(rows: &[MeasureRow], sentence: &str, dated: bool) -> String {
    let mut amounts: Vec<String> = Vec::new();
    for row in rows {
        let date = row.as_of.filter(|_| dated).map_or_else(String::new, |d| format!(" (as of {})", dates(d)));
        let written = one_line(&row.source.words);
        let amount = if written.chars().count() <= AMOUNT_CHARS { written } else { amount(row) };
        amounts.push(format!("{amount}{date}"));
    }
    capitalised(&format!("{}: {}", amounts.join("; "), quoted(sentence)))
}

/// "at least 14 killed", "between 5 and 10 percent", "about 5,000".
pub fn amount(row: &MeasureRow) -> String {
    let number = match (row.value, row.low, row.high) {
        (None, Some(low), Some(high)) => format!("between {} and {}", figure(low), figure(high)),
        (Some(value), _, _) => match (&row.qualifier, row.approx) {
            (Some(words), _) => format!("{} {}", one_line(words), figure(value)),
            (None, true) => format!("about {}", figure(value)),
            (None, false) => figure(value),
        },
        (None, Some(low), None) => format!("at least {}", figure(low)),
        (None, None, Some(high)) => format!("at most {}", figure(high)),
        (None, None, None) => row.qualifier.clone().unwrap_or_else(|| "an amount without a figure".to_owned()),
    };
    row.unit.as_ref().map_or_else(|| number.clone(), |unit| format!("{number} {unit}"))
}

/// `The author (A. Writer) foresaw: “…” (likelihood: “likely”, 55 to 80 percent under ICD 203; by 2020-12)`
pub fn say_assessment(row: &AssessmentRow, lexicon: &Lexicon) -> String {
    let verb = match row.kind {
        AssessmentType::Forecast => "foresaw",
        AssessmentType::Judgement => "judged",
        AssessmentType::Recommendation => "advised",
    };
    let by = if row.by.is_empty() {
        "somebody not named".to_owned()
    } else {
        joined(&row.by.iter().map(|by| in_sentence(by, lexicon)).collect::<Vec<_>>())
    };
    let mut marks = Vec::new();
    match &row.likelihood {
        Some(likelihood) => marks.push(say_likelihood(likelihood)),
        None if row.kind != AssessmentType::Recommendation => marks.push("likelihood not given".to_owned()),
        None => {}
    }
    if let Some(horizon) = row.horizon {
        marks.push(format!("horizon {}", dates(horizon)));
    }
    let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join("; ")) };
    capitalised(&format!("{by} {verb}: {}{marks}", quoted(&row.source.words)))
}

/// The words and what they stand for: a range only under a named standard, or the author's own number.
pub fn say_likelihood(likelihood: &Likelihood) -> String {
    let percent = |p: f64| figure((p * 1000.0).round() / 10.0);
    let range = match (likelihood.low, likelihood.high) {
        (Some(low), Some(high)) if low == high => Some(format!("{} percent", percent(low))),
        (Some(low), Some(high)) => Some(format!("{} to {} percent", percent(low), percent(high))),
        (Some(low), None) => Some(format!("at least {} percent", percent(low))),
        (None, Some(high)) => Some(format!("at most {} percent", percent(high))),
        (None, None) => None,
    };
    let words = one_line(&likelihood.words);
    match (range, likelihood.scale.as_str()) {
        (Some(range), "author") => format!("likelihood “{words}”, the text's own {range}"),
        (Some(range), scale) => format!("likelihood “{words}”, {range} under {scale}"),
        (None, _) => format!("likelihood “{words}”, range unstated"),
    }
}

/// `A. Writer: leader of the council`
pub fn say_relation(row: &RelationRow, lexicon: &Lexicon) -> String {
    let status = match row.status {
        RelationStatus::Asserted => "",
        RelationStatus::Uncertain => " (uncertain)",
        RelationStatus::Denied => " (denied)",
    };
    let (subject, object) = (in_sentence(&row.subject.name, lexicon), in_sentence(&row.object.name, lexicon));
    capitalised(&format!("{subject}: {} {object}{status}", tie(row.predicate)))
}

/// A predicate as it reads after "subject:".
pub fn tie(predicate: Predicate) -> &'static str {
    match predicate {
        Predicate::PartOf => "part of",
        Predicate::MemberOf => "member of",
        Predicate::Leads => "leader of",
        Predicate::EmployedBy => "employed by",
        Predicate::Backs => "backer of",
        Predicate::AlliedWith => "allied with",
        Predicate::Opposes => "opposed to",
        Predicate::Controls => "in control of",
        Predicate::LocatedIn => "located in",
        Predicate::PredecessorOf => "predecessor of",
        Predicate::FoundedBy => "founded by",
        Predicate::AliasOf => "another name of",
    }
}

/// Any finding as one sentence; None for documents, entities and stories.
pub fn say(record: &Record, picture: &mut Picture, lexicon: &Lexicon) -> Option<String> {
    base(record)?;
    let before = std::mem::replace(&mut picture.records, vec![record.clone()]);
    let text = match record {
        Record::Event(k) => Some(tell(&k.body, picture, lexicon)),
        Record::Statement(_) => statements(picture).first().map(|r| say_statement(r, picture, lexicon)),
        Record::Commitment(_) => commitments(picture).first().map(|r| say_commitment(r, lexicon)),
        Record::Measure(_) => measures(picture).first().map(|r| say_measure(r, lexicon)),
        Record::Assessment(_) => assessments(picture).first().map(|r| say_assessment(r, lexicon)),
        Record::Relation(_) => relations(picture).first().map(|r| say_relation(r, lexicon)),
        Record::Document(_) | Record::Entity(_) | Record::Story(_) => None,
    };
    picture.records = before;
    text
}

/// Words in quotation marks on one line; long ones are cut between words.
pub fn quoted(words: &str) -> String {
    let line = one_line(words);
    // The quotation's own marks, and what joins it to its cue or ends its sentence.
    let line = line.trim_matches(['"', '“', '”', ',', ';', ' ']).trim_end_matches('.');
    let words: Vec<&str> = line.split(' ').collect();
    match words.get(..QUOTED_WORDS) {
        Some(first) if words.len() > QUOTED_WORDS => format!("“{} …”", first.join(" ")),
        _ => format!("“{line}”"),
    }
}

fn names(named: &[Named], lexicon: &Lexicon) -> String {
    joined(&named.iter().map(|n| in_sentence(&n.name, lexicon)).collect::<Vec<_>>())
}
