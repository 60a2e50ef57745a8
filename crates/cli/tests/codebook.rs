//! `codebook` on the binary: an analyst's mistakes, learning, and learned types in every view.

mod support;

use std::path::Path;
use support::{fails, folder, khabar, out};

const REPORT: &str = "\
Villagers flown to safety

The army of Norland evacuated 400 villagers from the slopes of Mount Terag on 3 May 2031, the governor said. \
Norland will evacuate its citizens from Velia next week, the foreign ministry said.
";

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/codebook").join(name);
    path.to_str().unwrap().to_owned()
}

#[test]
fn mistakes_in_an_example_file_are_told_with_their_line() {
    let folder = folder("codebook_mistakes");
    let header = "type: MOVE\nname: Move\ndefinition: Moves.\n\n";
    let cases: &[(&str, &str)] = &[
        ("type: ASSAULT\n\nOne.\n", "bad.txt: line 1: type `ASSAULT` is one of PLOVER's"),
        ("kind: MOVE\n", "bad.txt: line 1: `kind: MOVE` in the header, expected `key: value` with a key of type, name, definition"),
        (&format!("{header}They [[moved on.\n"), "bad.txt: line 5: `[[` is never closed"),
        (&format!("{header}They [[moved]] on.\n"), "bad.txt: 1 sentences with a trigger in [[ ]], expected at least 20"),
        ("type: MOVE\n\nThey [[moved]].\n", "bad.txt: the header has no `name`, expected a line like `name: Evacuation`"),
        ("", "bad.txt: the header has no `type`"),
    ];
    for (text, expected) in cases {
        std::fs::write(folder.join("bad.txt"), text).unwrap();
        let (code, said) = fails(&folder, &["codebook", "learn", "bad.txt"]);
        assert!(code == 2 && said.contains(expected) && said.lines().count() == 1, "no `{expected}` in `{said}`");
    }
    std::fs::write(folder.join("bad.txt"), b"type: MOVE\n\xff\n").unwrap();
    assert!(fails(&folder, &["codebook", "learn", "bad.txt"]).1.contains("bad.txt: line 2: is not UTF-8 text"));
    assert!(fails(&folder, &["codebook", "learn", "none.txt"]).1.contains("none.txt: cannot be read"));
    assert!(fails(&folder, &["codebook", "forget", "MOVE"]).1.contains("no type `MOVE` is learned: see `khabar codebook list`"));
    assert!(fails(&folder, &["codebook", "test", &example("evacuate.test.txt")]).1.contains("no type `EVACUATE` is learned"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing is kept of what failed");
    std::fs::write(folder.join("khabar.codebook.json"), "words").unwrap();
    assert!(fails(&folder, &["codebook", "list"]).1.contains("khabar.codebook.json: is no codebook"));
}

#[test]
fn a_learned_type_is_found_shown_explained_and_forgotten() {
    let folder = folder("codebook_use");
    std::fs::write(folder.join("report.txt"), REPORT).unwrap();
    out(&folder, &["add", "report.txt"]);
    let learned = out(&folder, &["codebook", "learn", &example("evacuate.txt")]);
    assert!(
        learned.starts_with("EVACUATE (Evacuation) learned from 40 sentences with it and 20 without\n  expect precision 0."),
        "{learned}"
    );
    assert!(out(&folder, &["codebook", "list"]).contains("Evacuation: Moves people out of danger"));
    let test: serde_json::Value =
        serde_json::from_str(&out(&folder, &["codebook", "test", &example("evacuate.test.txt"), "--format", "json"])).unwrap();
    assert!(test["f1"].as_f64().unwrap() > 0.7 && test["errors"][0]["line"].as_u64() > Some(4), "{test}");

    // The codebook is part of what reads: the same document is read again.
    assert!(out(&folder, &["add", "report.txt"]).contains("report.txt"));
    let events = out(&folder, &["events", "--type", "evacuate", "--min-confidence", "0", "--format", "jsonl"]);
    let rows: Vec<serde_json::Value> = events.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(!rows.is_empty() && rows.iter().all(|r| r["type"] == "EVACUATE"), "{events}");
    assert!(rows[0]["what"].as_str().unwrap().contains("carried out an evacuation"), "{events}");
    for args in [&["timeline"][..], &["brief"], &["records", "--format", "csv"], &["records", "--format", "table"]] {
        let text = out(&folder, &[args, &["--min-confidence", "0"]].concat());
        assert!(text.to_lowercase().contains("evacuat"), "{args:?}: {text}");
    }
    let code = out(&folder, &["explain", "EVACUATE"]);
    assert!(code.starts_with("EVACUATE (event type, material cooperation): Moves people") && code.contains("[evacuated]"), "{code}");
    let record = out(&folder, &["explain", rows[0]["id"].as_str().unwrap()]);
    assert!(record.contains("(the same reader)") && record.contains("→ EVACUATE (a learned type"), "{record}");

    // A codebook of another model is learned again from what it keeps, and `add` says so.
    let path = folder.join("khabar.codebook.json");
    let kept = std::fs::read_to_string(&path).unwrap();
    let model = serde_json::from_str::<serde_json::Value>(&kept).unwrap()["codebook"]["model"].as_str().unwrap().to_owned();
    std::fs::write(&path, kept.replacen(&model, "reader 0", 1)).unwrap();
    assert!(
        fails(&folder, &["explain", rows[0]["id"].as_str().unwrap()]).1.contains("learn it again with `khabar codebook learn --again`")
    );
    let run = khabar(&folder, &["add", "report.txt"]);
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(run.status.success() && said.contains("the codebook was learned with reader 0 and has been learned again"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), kept, "the same examples give the same head");

    out(&folder, &["codebook", "forget", "evacuate"]);
    assert_eq!(out(&folder, &["events", "--type", "EVACUATE", "--min-confidence", "0", "--format", "jsonl"]).lines().count(), rows.len());
    out(&folder, &["add", "report.txt"]);
    let (_, said) = fails(&folder, &["events", "--type", "EVACUATE"]);
    assert!(said.contains("unknown type `EVACUATE`"), "{said}");
}
