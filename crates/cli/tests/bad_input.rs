//! Bad input end to end: each says one clear line on standard error, and the good files of the same run are kept.

mod support;

use std::path::Path;
use std::process::Command;
use support::{BULLETIN, FERRY, desk, fails, folder, khabar, out};

const LINES: &str = "{\"text\": \"Orland attacked Velia on 4 March 2031.\"}\n{\"text\": broken\n\n{\"title\": \"Nothing here\"}\n\
                     {\"text\": \"Velia closed the strait on 5 March 2031.\"}\n";
const NO_TEXT: &str = "<html><head><title>Strait</title></head><body><nav><a href=\"/\">Home</a></nav><script>run()</script></body></html>";

/// Name, bytes (None for a file that is missing) and the lines that it must give.
type Case = (&'static str, Option<Vec<u8>>, &'static [&'static str]);

fn cases() -> Vec<Case> {
    let pdf = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/04-elgon-risk-bulletin.pdf")).unwrap();
    vec![
        ("missing.txt", None, &["missing.txt: no such file or folder"]),
        ("empty.txt", Some(Vec::new()), &["empty.txt: is empty"]),
        ("blank.txt", Some(b" \n\t\n".to_vec()), &["blank.txt: "]),
        ("noise.txt", Some((0..4000).map(|i| (i * i % 251) as u8).collect()), &["noise.txt: is a binary file of unknown kind"]),
        ("large.txt", Some("Patrol boats. ".repeat(9000).into_bytes()), &["large.txt: holds 126 kB, more than the limit of 100 kB"]),
        ("cut.pdf", Some(pdf[..pdf.len() / 2].to_vec()), &["cut.pdf: is no sound PDF file: it is cut short or damaged"]),
        ("menu.html", Some(NO_TEXT.into()), &["menu.html: this HTML file holds no text"]),
        ("lines.jsonl", Some(LINES.into()), &["lines.jsonl: line 2: is no JSON", "lines.jsonl: line 4: has no text (it has title)"]),
    ]
}

#[test]
fn each_bad_input_gets_its_line_and_costs_no_other() {
    let folder = folder("bad_inputs");
    std::fs::write(folder.join("first.txt"), FERRY).unwrap();
    std::fs::write(folder.join("last.txt"), BULLETIN).unwrap();
    let mut args = vec!["add", "first.txt"];
    for (name, bytes, _) in cases() {
        if let Some(bytes) = bytes {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        args.push(name);
    }
    args.extend(["last.txt", "--max-size", "100KB", "--date", "2031-03-05"]);
    let run = khabar(&folder, &args);
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(1), "{said}");
    let mut expected = 0;
    for (name, _, lines) in cases() {
        let told: Vec<&str> = said.lines().filter(|l| l.starts_with(name)).collect();
        assert_eq!(told.len(), lines.len(), "{name}: {said}");
        assert!(lines.iter().zip(&told).all(|(line, told)| told.starts_with(line)), "{name}: expected {lines:?}, got {told:?}");
        expected += lines.len();
    }
    assert!(said.contains(&format!("4 documents coded, {expected} failed into khabar.db")), "{said}");
    assert_eq!(said.lines().count(), expected + 1, "a line each and the count: {said}");
    // Both good files and both good lines, whole.
    let paths = out(&folder, &["documents", "--format", "csv"]);
    for path in ["first.txt", "last.txt", "lines.jsonl#1", "lines.jsonl#5"] {
        assert!(paths.contains(path), "{path} is not kept: {paths}");
    }
}

#[test]
fn a_wrong_encoding_is_said_and_another_found() {
    let folder = folder("encodings");
    let text: Vec<u8> = FERRY.chars().map(|c| if c.is_ascii() { c as u8 } else { 0x92 }).collect();
    std::fs::write(folder.join("old.txt"), &text).unwrap();
    std::fs::write(folder.join("good.txt"), BULLETIN).unwrap();
    // Found: the apostrophe of windows-1252 reads as one.
    out(&folder, &["add", "old.txt", "--date", "2031-03-05", "--desk", "found.db"]);
    assert!(out(&folder, &["search", "denied", "--desk", "found.db"]).contains("Orland’s navy denied"));
    // Named wrongly: said, with a way out, and the other file is read.
    let run = khabar(&folder, &["add", "old.txt", "good.txt", "--encoding", "utf-8", "--date", "2031-03-05"]);
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains("old.txt: ") && said.contains("UTF-8") && said.contains("--encoding"), "{said}");
    assert!(out(&folder, &["documents", "--format", "csv"]).contains("good.txt"));
    let (code, said) = fails(&folder, &["add", "good.txt", "--encoding", "klingon"]);
    assert!(code == 2 && said.contains("`klingon` is no encoding") && said.lines().count() == 1, "{said}");
}

#[test]
fn a_desk_of_a_newer_khabar_or_of_another_kind_is_left_as_it_is() {
    let folder = desk("newer");
    let path = folder.join("khabar.db");
    let mut bytes = std::fs::read(&path).unwrap();
    // The file format's place for `PRAGMA user_version`.
    bytes[60..64].copy_from_slice(&999u32.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();
    std::fs::write(folder.join("words.db"), "Only words, and enough of them that it is not taken for an empty file.").unwrap();
    std::fs::write(folder.join("ferry.txt"), FERRY).unwrap();
    for (file, expected) in [("khabar.db", "schema 999, written by a newer khabar"), ("words.db", "`words.db` is not a SQLite file")] {
        let before = std::fs::read(folder.join(file)).unwrap();
        for args in [&["timeline", "--desk", file][..], &["add", "ferry.txt", "--desk", file]] {
            let (code, said) = fails(&folder, args);
            assert!(code == 2 && said.contains(expected) && said.lines().count() == 1, "{args:?}: {said}");
        }
        assert_eq!(std::fs::read(folder.join(file)).unwrap(), before, "{file} was changed");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_gets_one_line() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("read_only");
    std::fs::write(folder.join("ferry.txt"), FERRY).unwrap();
    let mode = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    // Root may write anywhere: nothing to see then.
    if std::fs::write(folder.join("probe"), "").is_err() {
        let (code, said) = fails(&folder, &["add", "ferry.txt"]);
        assert!(code == 2 && said.contains("khabar.db") && said.lines().count() == 1, "{said}");
        let desk = folder.join("../read_only.db");
        out(&folder, &["add", "ferry.txt", "--quiet", "--desk", desk.to_str().unwrap()]);
    }
    mode(0o755);
}

/// A full disk under standard output; under a desk it is the store's test.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_in_one_line() {
    let folder = desk("full_disk");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_khabar")).arg("records").current_dir(&folder).stdout(full).output().unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write: No space left on device") && said.lines().count() == 1, "{said}");
}
