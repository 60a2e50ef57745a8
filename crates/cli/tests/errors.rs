//! What goes wrong is one clear line with the next step, and the right exit code.

mod support;

use std::io::Read;
use std::process::{Command, Stdio};
use support::{desk, fails, folder, khabar, out};

#[test]
fn mistakes_get_one_line_that_says_what_to_do() {
    let empty = folder("no_desk");
    let full = desk("mistakes");
    std::fs::write(full.join("note.db"), "This is no database at all, only words.").unwrap();
    let cases: &[(&std::path::Path, &[&str], &str)] = &[
        (
            &empty,
            &["timeline"],
            "khabar: no desk at `khabar.db`: make one with `khabar add FILE`, or name another with --desk or $KHABAR_DESK",
        ),
        (&full, &["events", "--since", "yesterday"], "`yesterday` is no date: expected YYYY, YYYY-MM, YYYY-MM-DD"),
        (&full, &["events", "--since", "2020-13"], "`2020-13` is no date"),
        (&full, &["events", "--since", "2032", "--until", "2031"], "--since 2032 is after --until 2031"),
        (&full, &["events", "--type", "ASSUALT"], "khabar: unknown type `ASSUALT`: did you mean `ASSAULT`?"),
        (&full, &["statements", "--type", "shout"], "unknown type `shout`: expected one of assert, deny"),
        (&full, &["records", "--type", "ASSUALT"], "did you mean `ASSAULT`?"),
        (&full, &["brief", "--type", "ASSUALT"], "did you mean `ASSAULT`?"),
        (&full, &["events", "--min-confidence", "7"], "`7` is no probability: expected a number from 0 to 1"),
        (&full, &["show", "ev00000"], "no record `ev00000` on the desk"),
        (&full, &["show", "nobody"], "`nobody` on the desk"),
        (&full, &["events", "--desk", "note.db"], "`note.db` is not a SQLite file"),
        (&full, &["timelin"], "timeline"),
        (&full, &["explain", "ASSUALT"], "did you mean `ASSAULT`?"),
        (&full, &["brief", "--out", "none/brief.html"], "none/brief.html: cannot be written"),
        (&full, &["add", "a.txt", "--date", "soon"], "`soon` is no date"),
        (&empty, &["add", "missing.txt"], "missing.txt: no such file or folder"),
    ];
    for (folder, args, expected) in cases {
        let (code, said) = fails(folder, args);
        assert_eq!(code, 2, "{args:?}: {said}");
        assert!(said.contains(expected), "{args:?}: no `{expected}` in `{said}`");
        assert!(said.lines().count() == 1 || said.contains("For more information"), "{args:?}: {said}");
    }
    assert!(!empty.join("khabar.db").exists(), "a failed command leaves no desk behind");
}

#[test]
fn the_desk_is_the_flags_then_the_environments_then_the_one_here() {
    let folder = desk("which");
    std::fs::rename(folder.join("khabar.db"), folder.join("other.db")).unwrap();
    assert!(out(&folder, &["documents", "--desk", "other.db"]).contains("Harbour Post"));
    let run = Command::new(env!("CARGO_BIN_EXE_khabar")).arg("documents").env("KHABAR_DESK", folder.join("other.db")).output().unwrap();
    assert!(run.status.success());
    assert_eq!(khabar(&folder, &["documents"]).status.code(), Some(2));
}

#[test]
fn an_unknown_name_is_answered_with_a_near_one() {
    let run = khabar(&desk("near"), &["statements", "--actor", "Ana Brand5"]);
    assert!(run.status.success());
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains("did you mean `Ana Brandt`?"), "{said}");
}

#[test]
fn a_reader_who_has_had_enough_is_no_failure() {
    let folder = desk("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_khabar"))
        .args(["records"])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
    assert!(child.wait().unwrap().success());
}

#[test]
fn codes_are_explained() {
    let folder = folder("codes");
    assert!(out(&folder, &["explain", "assault"]).starts_with("ASSAULT (event type, material conflict)"));
    assert!(out(&folder, &["explain", "aerial"]).contains("(mode of ASSAULT)"));
    assert!(out(&folder, &["explain", "deny"]).contains("stance of a statement"));
    assert!(out(&folder, &["explain", "withdraw"]).matches("(mode of").count() == 2);
    assert!(out(&folder, &["explain", "R030"]).contains("next: "));
}

/// Each code that a note or failing input can carry has its words, and there are no words for codes that nothing carries.
#[test]
fn every_code_in_the_sources_has_its_explanation() {
    let rooms = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut used = std::collections::BTreeSet::new();
    let mut folders: Vec<_> = ["reader", "extract", "resolve", "store", "khabar"].iter().map(|r| rooms.join(r).join("src")).collect();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                used.extend(text.split('"').filter(|w| is_code(w)).map(str::to_owned));
            }
        }
    }
    let codes: toml::Table = include_str!("../src/codes.toml").parse().unwrap();
    let told = codes.keys().filter(|k| is_code(k)).cloned().collect();
    assert_eq!(used, told, "left: codes in the sources; right: codes in codes.toml");
}

fn is_code(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 4 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}
