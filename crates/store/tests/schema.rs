//! SCHEMA.md is what the desk is: every table, view and column, and queries that run.

mod common;
use common::reports;
use khabar_store::Desk;
use rusqlite::Connection;
use std::collections::BTreeMap;

const TEXT: &str = include_str!("../SCHEMA.md");

/// A closed desk of the sample reports, opened as any tool would.
fn plain(folder: &tempfile::TempDir) -> Connection {
    let path = folder.path().join("desk.db");
    let mut desk = Desk::open(&path).unwrap();
    reports().iter().for_each(|r| drop(r.commit(&mut desk)));
    desk.close().unwrap();
    Connection::open(&path).unwrap()
}

fn strings(db: &Connection, sql: &str) -> Vec<String> {
    db.prepare(sql).unwrap().query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn every_table_view_and_column_is_described_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let db = plain(&folder);
    let hidden = ["config", "content", "data", "docsize", "idx"];
    let mut real = BTreeMap::new();
    for table in strings(&db, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'") {
        if !table.rsplit_once("_search_").is_some_and(|(_, end)| hidden.contains(&end)) {
            let columns = strings(&db, &format!("SELECT name FROM pragma_table_info('{table}')"));
            real.insert(table, columns);
        }
    }
    let mut described: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for section in TEXT.split("\n### `").skip(1) {
        let (name, body) = section.split_once('`').unwrap();
        let cells = body.lines().filter(|l| l.starts_with("| ")).filter_map(|l| l.split('|').nth(1)).map(|c| c.trim().to_owned());
        described.insert(name.to_owned(), cells.filter(|c| c != "column").collect());
    }
    for (table, columns) in &real {
        assert_eq!(described.get(table), Some(columns), "{table}");
    }
    assert_eq!(described.len(), real.len());
}

#[test]
fn the_example_queries_answer() {
    let folder = tempfile::tempdir().unwrap();
    let db = plain(&folder);
    let queries: Vec<&str> = TEXT.split("```sql\n").skip(1).map(|q| q.split("```").next().unwrap()).collect();
    let rows: Vec<usize> =
        queries.iter().map(|q| db.prepare(q).unwrap().query_map([], |_| Ok(())).unwrap().map(Result::unwrap).count()).collect();
    assert_eq!(rows, [4, 2, 1, 1, 5]);
}

#[test]
fn views_give_names_and_quoted_words() {
    let folder = tempfile::tempdir().unwrap();
    let db = plain(&folder);
    let one = |sql: &str| strings(&db, sql).join(" / ");
    assert_eq!(
        one("SELECT actors || ' > ' || recipients || ' ' || said_by FROM timeline WHERE place = 'Brano'"),
        "Republic of Navala > Sarel Front author, anonymous: a diplomat"
    );
    assert_eq!(one("SELECT source || ': ' || words FROM claims"), "Émile Dür: it “never” hit Žarel");
    assert_eq!(one("SELECT promised_by || ': ' || words FROM promises"), "Navala: It will open the crossing in March");
    assert_eq!(one("SELECT subject || ' ' || value || ' ' || unit || ' ' || date_start FROM figures"), "bakeries 63.0 percent 2024-01-01");
    assert_eq!(one("SELECT judged_by || ' ' || likelihood_words || ' ' || horizon_end FROM forecasts"), "author likely 2025-12-31");
    assert_eq!(one("SELECT subject || ' ' || predicate || ' ' || object FROM ties"), "Navala allied_with Sarel Front");
    assert_eq!(
        one("SELECT name || ' ' || as_actor || ' ' || statements || ' ' || aliases FROM actors WHERE name LIKE 'Rep%'"),
        "Republic of Navala 4 0 Navala; Republic of Navala"
    );
    assert_eq!(one("SELECT type || ' ' || events || ' ' || publishers FROM stories"), "ASSAULT 3 3");
}

#[test]
fn names_of_a_record_are_looked_up_by_index() {
    let folder = tempfile::tempdir().unwrap();
    let db = plain(&folder);
    let plan = db
        .prepare("EXPLAIN QUERY PLAN SELECT actors FROM timeline WHERE id = 'ev1'")
        .unwrap()
        .query_map([], |r| r.get::<_, String>(3))
        .unwrap()
        .map(Result::unwrap)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(!plan.contains("SCAN p"), "{plan}");
}
