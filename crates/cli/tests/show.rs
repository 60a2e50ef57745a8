//! `show` and `brief`: everything leads back to the words.

mod support;

use support::{desk, out};

fn first_id(folder: &std::path::Path, command: &str) -> String {
    let line = out(folder, &[command, "--format", "jsonl"]).lines().next().unwrap().to_owned();
    serde_json::from_str::<serde_json::Value>(&line).unwrap()["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_record_shows_its_words_its_source_and_who_says_so() {
    let folder = desk("show_record");
    let id = first_id(&folder, "commitments");
    let text = out(&folder, &["show", &id[..8]]);
    for part in [
        "Ana Brandt made a promise: “reopen the strait before the end of April”, due 2031-04",
        "»We will reopen the strait before the end of April if the shelling stops«",
        "Renewed clashes are likely",
        "Harbour Post, 2031-03-05, Ferry fired on near �[31mKeld",
        "said by     Ana Brandt",
        "reports/ferry.txt, characters",
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&out(&folder, &["show", &id, "--format", "json"])).unwrap();
    assert_eq!(json["record"]["id"], id.as_str());
    assert_eq!(json["context"]["words"], "We will reopen the strait before the end of April if the shelling stops");
}

#[test]
fn parties_and_documents_show_what_is_known_of_them() {
    let folder = desk("show_party");
    let party = out(&folder, &["show", "Ana Brandt"]);
    assert!(party.contains("Ana Brandt: leader of Strait Council") && party.contains("made a promise"), "{party}");
    let document = out(&folder, &["show", "reports/bulletin.txt"]);
    assert!(document.contains("2031-03-06 (inferred)") && document.contains("About 5,000 resident"), "{document}");
    let id = first_id(&folder, "documents");
    assert!(out(&folder, &["show", &id[..6]]).contains(&id));
}

#[test]
fn every_sentence_of_a_brief_has_a_source_whose_words_are_in_the_text() {
    let folder = desk("brief");
    assert_eq!(support::check_brief(&folder, "khabar.db"), 8);
}

#[test]
fn a_denial_stands_beside_the_claim_and_one_happening_is_told_once() {
    let brief = out(&desk("beside"), &["brief"]);
    let lines: Vec<&str> = brief.lines().collect();
    let claim = lines.iter().position(|l| l.starts_with("- Ministry of Trade of Velia made an accusation")).expect("the claim");
    assert!(lines[claim + 1].starts_with("  - Orland’s navy denied"), "{brief}");
    let told: Vec<&&str> = lines.iter().filter(|l| l.starts_with("- **2031-03-04**")).collect();
    assert_eq!(told.len(), 1, "{brief}");
    assert!(
        told[0].contains("Orland opened fire on the ferry") && told[0].contains("2 origins)") && told[0].ends_with("[1][2]"),
        "{}",
        told[0]
    );
    assert!(brief.contains("“likely”, 55 to 80 percent under ICD 203"), "{brief}");
    assert!(brief.contains("not coded, because they are not in English: 1"), "{brief}");
    assert!(brief.contains("2031-03-06 (inferred)"), "{brief}");
}

#[test]
fn the_page_is_whole_and_escaped() {
    let folder = desk("page");
    let run = support::khabar(&folder, &["brief", "--out", "brief.html", "--title", "Strait & <i>ferry</i>"]);
    assert!(run.status.success() && run.stdout.is_empty());
    let page = std::fs::read_to_string(folder.join("brief.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(page.contains("Strait &amp; &lt;i&gt;ferry&lt;/i&gt;") && page.contains("&lt;b&gt;more&lt;/b&gt; boats &amp; mines"));
    assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains("http"), "nothing runs and nothing is loaded");
    for (open, close) in [("<ul", "</ul>"), ("<li", "</li>"), ("<section", "</section>"), ("<ol", "</ol>"), ("<a ", "</a>")] {
        assert_eq!(page.matches(open).count(), page.matches(close).count(), "{open}");
    }
    for link in page.split("href=\"#").skip(1) {
        let id = link.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{id}\"")), "no {id}");
    }
}
