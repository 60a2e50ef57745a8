//! What commits do: once, again, a new version, a copy, in any order.

mod common;
use common::{Report, at, desk_of, id, reports};
use khabar_model::*;
use khabar_store::*;

fn lines(desk: &Desk, filter: &Filter) -> Vec<String> {
    desk.all(filter).unwrap().iter().map(|r| serde_json::to_string(r).unwrap()).collect()
}

#[test]
fn what_is_committed_comes_back_as_it_was() {
    let reports = reports();
    let desk = desk_of(&reports);
    let mut want: Vec<&Record> = reports.iter().flat_map(|r| &r.resolution.records).collect();
    let mut got = desk.records(&Filter::default()).unwrap();
    let key = |r: &Record| serde_json::to_string(r).unwrap();
    want.sort_by_key(|r| key(r));
    got.sort_by_key(key);
    assert_eq!(got.iter().collect::<Vec<_>>(), want);
    let c = &reports[3];
    let row = desk.document("c.md").unwrap();
    assert_eq!(row.record, c.resolution.document);
    assert_eq!((row.reader.as_str(), row.added_at), ("tiny 1", at().to_string()));
    assert_eq!(desk.text(&c.source.id).unwrap(), *c.source.text);
    assert_eq!(desk.blocks(&c.source.id).unwrap(), c.blocks);
    assert_eq!(desk.sentences(&c.source.id).unwrap(), c.sentences);
    let note = &desk.notes(&c.source.id).unwrap()[0];
    assert_eq!((note.span.unwrap(), note.severity), (c.span("Navala’s"), Severity::Warning), "bytes became code points");
    let (around, words) = desk.sentence_around(&c.source.id, c.span("the crossing in")).unwrap();
    assert_eq!(words, "It will open the crossing in March — 63 percent of bakeries are shut.");
    assert_eq!(around, c.span(&words));
}

#[test]
fn committing_again_changes_nothing() {
    let reports = reports();
    let mut desk = desk_of(&reports);
    let before = lines(&desk, &Filter::default());
    for report in &reports {
        assert!(desk.seen(&report.source, "tiny 1").unwrap());
        assert_eq!(report.commit(&mut desk), Receipt::Unchanged);
    }
    assert_eq!(lines(&desk, &Filter::default()), before);
}

#[test]
fn the_order_of_commits_does_not_show() {
    let mut reports = reports();
    // Two places of one text, told with different publishers.
    let copies = ["y/copy.txt", "x/copy.txt"].map(|p| Report::new(p, "Copy\nOne text at two places.").published(p, "2024-01-01"));
    reports.extend(copies);
    let mut forward = Desk::in_memory().unwrap();
    let mut backward = Desk::in_memory().unwrap();
    reports.iter().for_each(|r| drop(r.commit(&mut forward)));
    reports.iter().rev().for_each(|r| drop(r.commit(&mut backward)));
    assert_eq!(lines(&forward, &Filter::default()), lines(&backward, &Filter::default()));
    let copy = forward.document("y/copy.txt").unwrap();
    assert_eq!(copy.paths, ["x/copy.txt", "y/copy.txt"]);
    assert_eq!(copy.record.publisher.as_deref(), Some("x/copy.txt"), "the smallest path's facts");
    assert_eq!(forward.counts().unwrap(), backward.counts().unwrap());
}

#[test]
fn a_changed_text_supersedes_and_keeps_the_old() {
    let mut desk = desk_of(&reports());
    let old = &reports()[0];
    let new = Report::new("a.txt", "Corrected\nNo jets flew.").published("Brano Wire", "2024-02-09");
    assert_eq!(new.commit(&mut desk), Receipt::Superseded { old: old.source.id.clone() });
    assert_eq!(desk.document(&old.source.id.0).unwrap().superseded_by, Some(new.source.id.clone()));
    assert_eq!(desk.document("a.txt").unwrap().record.id, new.source.id);
    assert_eq!(*desk.text(&old.source.id).unwrap(), *old.source.text);
    let of_old = |r: &Record| matches!(r, Record::Event(e) if e.doc == old.source.id);
    assert!(!desk.records(&Filter::default()).unwrap().iter().any(of_old));
    let everything = Filter { include_superseded: true, ..Filter::default() };
    assert_eq!(desk.records(&everything).unwrap().iter().filter(|r| of_old(r)).count(), 1);
    assert!(!desk.entity(&id("Republic of Navala").0).unwrap().mentions.iter().any(|m| m.doc == old.source.id));
    assert_eq!((desk.counts().unwrap().documents, desk.counts().unwrap().superseded), (6, 1));
    // The first version comes back: it stands again, and the correction is the old one.
    assert!(!desk.seen(&old.source, "tiny 1").unwrap());
    assert_eq!(old.commit(&mut desk), Receipt::Superseded { old: new.source.id.clone() });
    assert_eq!(lines(&desk, &Filter::default()), lines(&desk_of(&reports()), &Filter::default()));
}

#[test]
fn items_of_a_feed_move_without_superseding_others() {
    let mut desk = Desk::in_memory().unwrap();
    let item = |n: usize, text: &str| Report::new(&format!("feed.xml#{n}"), text);
    assert_eq!(item(1, "Flood\nRivers rose.").commit(&mut desk), Receipt::Added);
    assert_eq!(item(1, "Vote\nPolls open.").commit(&mut desk), Receipt::Added, "another title: another item");
    assert_eq!(item(2, "Flood\nRivers rose.").commit(&mut desk), Receipt::Copy { of: "feed.xml#1".into() });
    let corrected = item(1, "Vote\nPolls open at nine.").commit(&mut desk);
    assert!(matches!(corrected, Receipt::Superseded { .. }));
    assert_eq!(Report::new("-", "Piped\nOne.").commit(&mut desk), Receipt::Added);
    assert_eq!(Report::new("-", "Piped\nTwo.").commit(&mut desk), Receipt::Added, "standard input is no place");
}

#[test]
fn a_newer_reader_replaces_records_and_keeps_verdicts() {
    let mut desk = desk_of(&reports());
    let mut report = reports().remove(0);
    let Record::Event(event) = report.resolution.records[0].clone() else { panic!("no event") };
    let verdict = Verdict { record: event.id.clone(), verdict: "wrong".into(), by: "Ada".into(), at: at(), note: None };
    desk.judge(&verdict).unwrap();
    let missing = Verdict { record: RecordId("ev0".into()), ..verdict.clone() };
    assert!(matches!(desk.judge(&missing), Err(StoreError::NotFound { .. })));
    report.resolution.records.clear();
    report.resolution.entities.truncate(1);
    report.resolution.entities[0].aliases = vec!["Navaland".into()];
    assert!(!desk.seen(&report.source, "tiny 2").unwrap());
    assert_eq!(report.try_commit(&mut desk, "tiny 2").unwrap(), Receipt::Again);
    assert!(desk.record(&event.id.0).is_err());
    assert_eq!(desk.verdicts(Some(&event.id)).unwrap(), [verdict]);
    let navala = desk.entity("Navaland").unwrap();
    assert!(navala.aliases.contains(&"Navala".to_owned()), "other documents still say so");
    assert_eq!(desk.document("a.txt").unwrap().reader, "tiny 2");
}

#[test]
fn facts_given_by_the_user_are_read_anew() {
    let mut desk = desk_of(&reports());
    let mut report = reports().remove(4);
    report.source.given.date = Some("2024-05".parse().unwrap());
    report.resolution.document.date = report.source.given.date;
    assert!(!desk.seen(&report.source, "tiny 1").unwrap());
    assert_eq!(report.commit(&mut desk), Receipt::Again);
    assert_eq!(desk.document("e.txt").unwrap().record.date, report.source.given.date);
    assert_eq!(report.commit(&mut desk), Receipt::Unchanged);
}

#[test]
fn entities_unite_by_rule() {
    let desk = desk_of(&reports());
    let front = desk.entity("sarel front").unwrap();
    assert_eq!(front.kind, EntityType::ArmedGroup, "three mentions against one");
    assert_eq!(front.aliases, ["Sarel Front", "talks"], "of the most documents first");
    let entities = desk.entities(&Filter::default()).unwrap();
    assert!(entities.windows(2).all(|w| w[0].mentions.len() >= w[1].mentions.len()));
}

#[test]
fn two_records_of_one_id_are_noted_not_lost_in_silence() {
    let mut desk = Desk::in_memory().unwrap();
    let mut report = reports().remove(0);
    report.resolution.records.push(report.resolution.records[0].clone());
    report.commit(&mut desk);
    assert_eq!(desk.records(&Filter::default()).unwrap().len(), 1);
    assert_eq!(desk.notes(&report.source.id).unwrap()[0].code, "S001");
}

#[test]
fn an_entity_of_superseded_documents_alone_is_kept_out_of_the_picture() {
    let mut desk = Desk::in_memory().unwrap();
    let old = Report::new("a.txt", "Old\nThe Tern Party spoke.").entity("Tern Party", EntityType::Party, "Tern Party");
    old.commit(&mut desk);
    Report::new("a.txt", "New\nNobody spoke.").commit(&mut desk);
    assert!(desk.entities(&Filter::default()).unwrap().is_empty());
    assert_eq!(desk.counts().unwrap().entities, 0);
    let entity = desk.entity("tern party").unwrap();
    assert_eq!((entity.kind, entity.mentions.len()), (EntityType::Party, 1));
    let everything = Filter { include_superseded: true, ..Filter::default() };
    assert_eq!(desk.entities(&everything).unwrap(), [entity]);
}
