//! `add`, `debug`, `explain` and `demo` with the model: whole runs of the binary.

mod support;

use support::{BULLETIN, FERRY, folder, khabar, out};

#[test]
fn adding_codes_what_can_be_read_and_names_what_cannot() {
    let folder = folder("adding");
    std::fs::write(folder.join("ferry.txt"), FERRY).unwrap();
    std::fs::write(folder.join("bulletin.txt"), BULLETIN).unwrap();
    std::fs::write(folder.join("empty.txt"), "").unwrap();
    let run = khabar(&folder, &["add", "ferry.txt", "missing.txt", "empty.txt", "bulletin.txt", "--date", "2031-03-05"]);
    let (said, told) = (String::from_utf8(run.stderr).unwrap(), String::from_utf8(run.stdout).unwrap());
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert_eq!(told.lines().filter(|l| l.starts_with("added ")).count(), 2, "{told}");
    assert!(said.contains("missing.txt: no such file or folder") && said.contains("empty.txt: is empty"), "{said}");
    assert!(said.contains("2 documents coded, 2 failed into khabar.db"), "{said}");
    let again = khabar(&folder, &["add", "ferry.txt", "bulletin.txt", "--date", "2031-03-05"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(String::from_utf8(again.stdout).unwrap().lines().filter(|l| l.starts_with("unchanged ")).count(), 2);

    // What was found leads back to the words, and the model says again how it came about.
    let events = out(&folder, &["events", "--min-confidence", "0", "--format", "jsonl"]);
    let event: serde_json::Value = serde_json::from_str(events.lines().next().expect("an event is found")).unwrap();
    let explained = out(&folder, &["explain", event["id"].as_str().unwrap()]);
    assert!(explained.contains("(the same reader)") && explained.contains("calibrated 0."), "{explained}");
}

#[test]
fn each_stage_can_be_looked_at() {
    let folder = folder("stages");
    std::fs::write(folder.join("ferry.txt"), FERRY).unwrap();
    for (stage, expected) in [
        ("source", "Patrol boats of Orland fired on"),
        ("blocks", "paragraph"),
        ("sentences", "Orland’s navy denied that its boats had fired on the ferry."),
        ("times", "on Tuesday"),
        ("mentions", "Orland"),
        ("resolution", r#"{"kind":"document","#),
    ] {
        let text = out(&folder, &["debug", stage, "ferry.txt"]);
        assert!(text.contains(expected), "{stage}: no `{expected}` in\n{text}");
    }
    assert!(!folder.join("khabar.db").exists());
}

#[test]
fn the_demo_tells_its_story() {
    let folder = folder("demo");
    let text = out(&folder, &["demo", "--desk", "kept.db"]);
    for part in ["# Coding the example reports", "# Timeline", "# Brief of the example reports", "## What happened", "## Sources"] {
        assert!(text.contains(part), "no `{part}`");
    }
    assert!(text.lines().filter(|l| l.starts_with("added ")).count() >= 12);
    assert!(support::check_brief(&folder, "kept.db") > 50);
    out(&folder, &["demo", "--quiet"]);
    assert!(!folder.join("khabar.db").exists(), "the demo keeps nothing unless asked to");
}

/// Ctrl-C finishes the documents in hand, keeps whole documents only and says so.
#[cfg(unix)]
#[test]
fn ctrl_c_keeps_whole_documents() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};
    let folder = folder("ctrl_c");
    let reports = folder.join("reports");
    std::fs::create_dir(&reports).unwrap();
    for i in 0..600 {
        std::fs::write(reports.join(format!("{i:03}.txt")), format!("{FERRY}\nReport number {i}.\n")).unwrap();
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_khabar"))
        .args(["add", "reports", "--jobs", "1"])
        .current_dir(&folder)
        .env_remove("KHABAR_DESK")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("added "));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let added = 1 + lines.filter(|l| l.as_ref().is_ok_and(|l| l.starts_with("added "))).count();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{said}");
    assert!(said.contains("stopped by Ctrl-C"), "{said}");
    let kept = out(&folder, &["documents", "--format", "jsonl"]).lines().count();
    assert!(kept == added && kept < 600, "{kept} kept, {added} said");
}
