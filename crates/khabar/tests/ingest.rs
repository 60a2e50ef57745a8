//! Ingest over every format: the main text, the facts, and one clear line for each bad input.

mod support;

use support::*;

#[test]
fn a_text_file_is_kept_to_the_letter() {
    let text = "A headline\r\n\r\n  Two  spaces, a tab\there,\nand “quotes”.\n\n";
    let got = one("reports/a.txt", [b"\xef\xbb\xbf", text.as_bytes()].concat());
    assert_eq!(&*got.text, text);
    assert_eq!(got.path, "reports/a.txt");
    assert!(got.hints.is_empty());
}

#[test]
fn a_news_page_gives_its_article_and_nothing_else() {
    let got = one("page.html", fixture("page.html"));
    assert_eq!(
        &*got.text,
        "Ferry talks stall as Port Ansel strike enters third week\n\n\
         Pickets at the east gate on Monday evening. Photo: R. Vance\n\n\
         PORT ANSEL — Talks between the harbour board and the dockers’ union broke down on Tuesday after less than two hours, leaving \
         the ferry to the outer islands without a crew for a third week.\n\n\
         “We came with an offer and they came with a stopwatch,” said Ana Lind, who leads the union’s delegation. \
         The board denied that it had set a deadline.\n\n\
         What is on the table\n\n\
         The union asks for:\n\n\
         • a rise of 6 percent from April,\n\
         • two crews on every night crossing.\n\n\
         The board says that it can pay 4 percent at most, and has asked the labour ministry to send a mediator before the end of \
         the month. A spokesman for the ministry, Piet Arens, said that no request had reached it.\n\n\
         We came with an offer and they came with a stopwatch\n\n\
         Shortages\n\n\
         At least 1,200 people on the outer islands have had no regular delivery since 14 February. The regional government has \
         hired two fishing boats to bring medicine, and plans a third.\n\n\
         Crossings per week\n\n\
         Week | Planned | Sailed\n12 February | 21 | 21\n26 February | 21 | 2\n\n\
         Ms Lind said that the union would meet again on Friday. “Nobody should count on a boat before Easter,” she added."
    );
    assert_eq!(kinds(&got), ["headline", "caption", "heading", "bullet", "bullet", "pull_quote", "heading", "caption"]);
    assert_eq!(
        facts(&got),
        "title=Ferry talks stall as Port Ansel strike enters third week; publisher=The Ansel Courier; authors=Mara Quill+Tobias Osei; \
         date=2024-03-05 printed; genre=article; language=en"
    );
}

#[test]
fn an_old_page_laid_out_by_tables_is_decoded_and_read() {
    let got = one("old.htm", fixture("old-page.html"));
    assert!(got.text.starts_with("Weekly security note\n\nIssued 12 May 2003\n\nGunmen stopped a convoy"), "{}", got.text);
    assert!(got.text.contains("The agency’s head of mission, José Marte, said"), "{}", got.text);
    assert!(got.text.ends_with("with some bitterness."), "{}", got.text);
    assert!(!got.text.contains("Maps"), "{}", got.text);
    assert_eq!(facts(&got), "title=Weekly security note");
}
