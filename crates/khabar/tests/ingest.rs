//! Ingest over every format: the main text, the facts, and one clear line for each bad input.

mod support;

use khabar::ingest::{ColumnMap, Format, Options};
use khabar::world::{MemoryWorld, SystemWorld};
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

#[test]
fn feeds_give_one_source_an_item() {
    let got = read("feed.xml", fixture("feed.xml")).unwrap();
    assert_eq!(got.sources.len(), 2);
    let first = &got.sources[0];
    assert_eq!(first.path, "feed.xml#1");
    assert_eq!(
        &*first.text,
        "Governor & board agree on escort\n\nThe governor and the relief board agreed on an escort for the Kessa road on Thursday.\n\n\
         • two patrols a day\n• no night crossings\n\nJosé Marte called it \"a start\"."
    );
    assert_eq!(kinds(first), ["headline", "bullet", "bullet"]);
    assert_eq!(
        facts(first),
        "title=Governor & board agree on escort; publisher=Basin Watch; authors=Mara Quill; date=2003-05-15 printed; language=en"
    );
    assert_eq!(facts(&got.sources[1]), "title=River level falls; publisher=Basin Watch; authors=T. Osei; language=en");
    assert_eq!(messages(&got), ["feed.xml#3: this RSS or Atom file holds no text; check that it is the right file"]);

    let got = read("news.atom", fixture("feed.atom")).unwrap();
    assert_eq!(&*got.sources[0].text, "Mediator named\n\nThe ministry named Piet Arens as mediator.\n\nTalks resume on Monday.");
    assert_eq!(
        facts(&got.sources[0]),
        "title=Mediator named; publisher=Harbour Letter; authors=The desk; date=2024-03-07 printed; language=en"
    );
    assert!(facts(&got.sources[1]).contains("date=2024-03-09 inferred"));
}

#[test]
fn a_mail_gives_its_body_and_its_readable_attachments() {
    let got = read("in/bulletin.eml", fixture("bulletin.eml")).unwrap();
    let paths: Vec<_> = got.sources.iter().map(|s| s.path.as_str()).collect();
    assert_eq!(paths, ["in/bulletin.eml", "in/bulletin.eml#annex.html"]);
    assert_eq!(
        &*got.sources[0].text,
        "Crews of two tugs joined the strike on Tuesday, José Marte says.\n\nShippers expect delays of at least five days."
    );
    assert_eq!(
        facts(&got.sources[0]),
        "title=Port Ansel: strike spreads – bulletin 7; publisher=Harbour Risk; authors=Harbour Risk Desk (José Marte); date=2024-03-06 printed"
    );
    assert_eq!(facts(&got.sources[1]), "title=Annex: closures by berth; date=2024-03-06 inferred");
    assert!(got.sources[1].text.contains("Berth 4 is closed until 12 March"));
    assert_eq!(remarks(&got), ["I003 in/bulletin.eml#map.png: attachment is an image (image/png), passed over"]);
}

#[test]
fn a_table_gives_one_source_a_row_by_header_or_by_map() {
    let csv = "Published,Headline,Body,Outlet,Lang\n2024-03-05,Strike,\"One, two.\nThree.\",Courier,en\nsoon,Talks,Words.,Courier,en\n,Empty,,Courier,en\n";
    let got = read("news.csv", csv).unwrap();
    assert_eq!(got.sources.len(), 2);
    assert_eq!((got.sources[0].path.as_str(), &*got.sources[0].text), ("news.csv#1", "One, two.\nThree."));
    assert_eq!(facts(&got.sources[0]), "title=Strike; publisher=Courier; date=2024-03-05 printed; language=en");
    assert_eq!(remarks(&got), ["I002 news.csv#2: `soon` is no date that khabar reads"]);
    assert_eq!(
        messages(&got),
        ["news.csv: line 5: has no text (it has Published, Headline, Body, Outlet, Lang); this line is left out, the others are read"]
    );

    let odd = "when;what;wire\n5 March 2024;The words.;Agency\n";
    let options = Options { columns: ColumnMap::parse("text=what,date=when,publisher=wire").unwrap(), ..Options::default() };
    let got = read_as("odd.csv", odd, &options).unwrap();
    assert_eq!(&*got.sources[0].text, "The words.");
    assert_eq!(facts(&got.sources[0]), "publisher=Agency; date=2024-03-05 printed");
    assert_eq!(
        read("odd.csv", odd).unwrap_err().to_string(),
        "odd.csv: no column text; it has when, what, wire; name the right one with --map, as in --map text=body"
    );
    let options = Options { columns: ColumnMap::parse("text=body").unwrap(), ..Options::default() };
    assert_eq!(
        read_as("odd.csv", odd, &options).unwrap_err().to_string(),
        "odd.csv: no column body; it has when, what, wire; name the right one with --map, as in --map text=body"
    );
}

#[test]
fn json_lines_keep_their_sound_lines_and_name_the_broken_ones() {
    let lines = "{\"text\":\"One.\",\"title\":\"A\",\"date\":\"2024-03-05\",\"authors\":[\"Mara Quill\",\"T. Osei\"],\"source\":{\"id\":7,\"name\":\"Courier\"}}\n\
        {\"text\": \"Two.\", \"date\"\n\n[1]\n{\"title\":\"No words\"}\n{\"text\":\"Six.\",\"published\":1709640000}\n";
    let got = read("articles.jsonl", lines).unwrap();
    let paths: Vec<_> = got.sources.iter().map(|s| s.path.as_str()).collect();
    assert_eq!(paths, ["articles.jsonl#1", "articles.jsonl#6"]);
    assert_eq!(facts(&got.sources[0]), "title=A; publisher=Courier; authors=Mara Quill+T. Osei; date=2024-03-05 printed");
    assert_eq!(facts(&got.sources[1]), "date=2024-03-05 printed");
    let rest = "; this line is left out, the others are read";
    assert_eq!(
        messages(&got),
        [
            format!("articles.jsonl: line 2: is no JSON (column 23: EOF while parsing an object){rest}"),
            format!("articles.jsonl: line 4: is no JSON object with the keys of an article{rest}"),
            format!("articles.jsonl: line 5: has no text (it has title){rest}"),
        ]
    );
    let whole = "{\n  \"articles\": [\n    {\"body\": \"First.\"},\n    {\"body\": \"Second.\"}\n  ]\n}\n";
    let got = read("export.json", whole).unwrap();
    assert_eq!(
        got.sources.iter().map(|s| (s.path.as_str(), &*s.text)).collect::<Vec<_>>(),
        [("export.json#1", "First."), ("export.json#2", "Second.")]
    );
    assert_eq!(
        failure("export.json", &whole[..60]),
        "export.json: is no sound JSON file: it is no JSON (column 18: EOF while parsing a string); repair it, or give one JSON object a line"
    );
}

#[test]
fn a_word_file_gives_styles_lists_tables_and_properties() {
    let p = |style: &str, words: &str| format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>");
    let body = [
        p("Titel", "Grain &amp; power"),
        p("Standard", "Two mills closed in <w:del/>March"),
        p("berschrift1", "Outlook"),
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='3'/></w:numPr></w:pPr><w:r><w:t>first point</w:t></w:r></w:p>".to_string(),
        "<w:p><w:r><w:t xml:space='preserve'>Kept </w:t></w:r><w:del><w:r><w:t>gone </w:t></w:r></w:del><w:r><w:t>words&#8212;here.</w:t></w:r></w:p>".to_string(),
        format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("", "Mill 4"), p("", "closed")),
        p("Beschriftung", "Figure 1: mills"),
    ];
    let core = "<dc:title>Microsoft Word - grain.docx</dc:title><dc:creator>R. Vance</dc:creator><dcterms:created>2023-11-02T08:00:00Z</dcterms:created>";
    let got = one("grain.docx", make::docx(&body.concat().replace("<w:del/>", ""), core));
    assert_eq!(
        &*got.text,
        "Grain & power\n\nTwo mills closed in March\n\nOutlook\n\n• first point\n\nKept words—here.\n\nMill 4 | closed\n\nFigure 1: mills"
    );
    assert_eq!(kinds(&got), ["headline", "heading", "bullet", "caption"]);
    assert_eq!(facts(&got), "title=Grain & power; authors=R. Vance; date=2023-11-02 inferred");
}

#[test]
fn a_pdf_gives_paragraphs_without_running_heads_and_hyphens() {
    let running = |page: &'static str| vec![(72.0, 800.0, 8.0, "Basin Watch quarterly"), (500.0, 30.0, 8.0, page)];
    let first = [
        running("Page 1 of 3"),
        vec![(72.0, 750.0, 20.0, "Water on the table")],
        make::lines(
            72.0,
            710.0,
            11.0,
            14.0,
            &[
                "The two governments opened talks on the dam on Monday, after months of nego-",
                "tiations through a mediator. The delegation from the upper basin said that it",
                "would not sign before April.",
            ],
        ),
        make::lines(
            72.0,
            654.0,
            11.0,
            14.0,
            &["Officials denied that a date had been set, though a US-", "led survey of the site was under way."],
        ),
        vec![(72.0, 610.0, 13.5, "What comes next")],
        make::lines(90.0, 588.0, 11.0, 14.0, &["\u{95} a second round in May,"]),
        make::lines(90.0, 574.0, 11.0, 14.0, &["\u{95} a joint gauge at Harbin."]),
        make::lines(72.0, 100.0, 11.0, 14.0, &["The ministry expects that at least 1,200 people will have to move before the reser-"]),
    ]
    .concat();
    let second = [
        running("Page 2 of 3"),
        make::lines(72.0, 750.0, 11.0, 14.0, &["voir fills, and has promised to pay each household by the end of the year."]),
    ]
    .concat();
    let third = [running("Page 3 of 3"), make::lines(72.0, 750.0, 11.0, 14.0, &["A last word."])].concat();
    let info = "<< /Title (untitled) /Author (Mara Quill) /CreationDate (D:20240305120000Z) >>";
    let got = one("water.pdf", make::pdf(&[first, second, third], info));
    assert_eq!(
        &*got.text,
        "Water on the table\n\n\
         The two governments opened talks on the dam on Monday, after months of negotiations through a mediator. The delegation from the \
         upper basin said that it would not sign before April.\n\n\
         Officials denied that a date had been set, though a US-led survey of the site was under way.\n\n\
         What comes next\n\n• a second round in May,\n• a joint gauge at Harbin.\n\n\
         The ministry expects that at least 1,200 people will have to move before the reservoir fills, and has promised to pay each \
         household by the end of the year.\n\nA last word."
    );
    assert_eq!(kinds(&got), ["headline", "heading", "bullet", "bullet"]);
    assert_eq!(facts(&got), "title=Water on the table; authors=Mara Quill; date=2024-03-05 inferred; language=en");
}

#[test]
fn two_columns_are_read_one_after_the_other_even_if_drawn_across() {
    let left = [
        "Column one begins with words on the",
        "harbour board and its plans for all",
        "the berths that stand empty since",
        "the strike began in the middle of",
        "February, and ends with a full stop",
        "before the gutter is crossed here.",
    ];
    let right = [
        "The second column tells of the crews",
        "who sailed two boats to the islands",
        "with medicine on board, and of what",
        "they were paid for it by the region",
        "under a contract that nobody has yet",
        "seen in full outside the ministry.",
    ];
    let mut page = vec![(72.0, 780.0, 18.0, "A headline across both of the columns")];
    for (i, (l, r)) in left.iter().zip(right).enumerate() {
        page.push((72.0, 740.0 - 13.0 * i as f64, 11.0, l));
        page.push((310.0, 740.0 - 13.0 * i as f64, 11.0, r));
    }
    let got = one("two.pdf", make::pdf(&[page], "<< >>"));
    let want = format!("A headline across both of the columns\n\n{}\n\n{}", left.join(" "), right.join(" "));
    assert_eq!(&*got.text, want);
}

#[test]
fn every_bad_input_gets_one_clear_line() {
    assert_eq!(failure("a.txt", ""), "a.txt: is empty; nothing to read");
    assert_eq!(failure("a.txt", " \n\t\n"), "a.txt: is empty; nothing to read");
    assert_eq!(
        failure("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        "a.txt: is an image (image/png), not a text that khabar reads; make text of it by OCR first"
    );
    assert_eq!(
        failure("a.dat", b"ab\0\x01\x02cd\0".to_vec()),
        "a.dat: is a binary file of unknown kind, not a text that khabar reads; save its text as TXT, HTML, PDF or DOCX first"
    );
    let bare = "<html><head><title>App</title></head><body><nav><a href='/'>Home</a></nav><div id='root'></div><script>go()</script></body></html>";
    assert_eq!(
        failure("app.html", bare),
        "app.html: this HTML file holds no text outside its navigation; save the page after it has loaded, or print it to PDF"
    );
    let sound = make::pdf(&[vec![(72.0, 700.0, 11.0, "Some words.")]], "<< >>");
    let cut = failure("cut.pdf", &sound[..sound.len() / 2]);
    assert!(cut.starts_with("cut.pdf: is no sound PDF file: it is cut short or damaged"), "{cut}");
    assert!(cut.ends_with("; fetch it again"), "{cut}");
    assert_eq!(
        failure("scan.pdf", make::pdf(&[vec![]], "<< >>")),
        "scan.pdf: this PDF file holds no text layer, its pages are pictures; make one by OCR first"
    );
    let word = make::docx("<w:p/>", "");
    assert!(failure("cut.docx", &word[..word.len() - 40]).starts_with("cut.docx: is no sound DOCX file: its archive is damaged"));
    assert_eq!(failure("blank.docx", word), "blank.docx: this DOCX file holds no text; check that it is the right file");
    assert_eq!(
        failure("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest".to_vec()),
        "old.doc: is an old Office file, not a text that khabar reads; open it and save it as DOCX first"
    );
    assert!(failure("feed.rss", "<rss version='2.0'><channel><title>x</ti").starts_with("feed.rss: is no sound RSS or Atom file: "));
    let few = Options { max_bytes: 1_000, ..Options::default() };
    assert_eq!(
        read_as("big.txt", "word ".repeat(400), &few).unwrap_err().to_string(),
        "big.txt: holds 2 kB, more than the limit of 1 kB; raise it with --max-size or cut the file into parts"
    );
    let wrong = all(&MemoryWorld::default(), "nowhere/x.txt", &Options::default()).remove(0).unwrap_err();
    assert_eq!(wrong.to_string(), "nowhere/x.txt: no such file or folder; check the spelling");
}

#[test]
fn a_file_larger_than_the_limit_is_refused_without_being_read() {
    let big = std::env::temp_dir().join(format!("khabar-big-{}.txt", std::process::id()));
    std::fs::File::create(&big).unwrap().set_len(200_000_000).unwrap();
    let got = all(&SystemWorld, &big.to_string_lossy(), &Options::default()).remove(0).unwrap_err();
    std::fs::remove_file(&big).unwrap();
    let want =
        format!("{}: holds 200 MB, more than the limit of 64 MB; raise it with --max-size or cut the file into parts", big.display());
    assert_eq!(got.to_string(), want);
}

#[test]
fn a_folder_is_read_in_order_and_one_bad_file_loses_nothing_else() {
    let world = MemoryWorld::default()
        .with("in/b.txt", "Second.")
        .with("in/a/z.md", "First.")
        .with("in/.hidden.txt", "Hidden.")
        .with("in/.git/x.txt", "Hidden.")
        .with("in/map.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec())
        .with("in/bad.pdf", "%PDF-1.4 cut")
        .with("in/c.txt", "Second.");
    let got = all(&world, "in", &Options::default());
    let shown: Vec<String> = got
        .iter()
        .map(|item| match item {
            Ok(got) if got.sources.is_empty() => remarks(got).join(" "),
            Ok(got) => format!("{} = {}", got.sources[0].path, got.sources[0].text),
            Err(error) => error.code().to_string(),
        })
        .collect();
    assert_eq!(
        shown,
        ["in/a/z.md = First.", "in/b.txt = Second.", "I107", "in/c.txt = Second.", "I004 in/map.png: is an image (image/png), passed over"]
    );
    let ids: Vec<_> = got.iter().flatten().flat_map(|g| &g.sources).map(|s| s.id.clone()).collect();
    assert_eq!(ids[1], ids[2], "the same text under two names is one document");
}

#[test]
fn standard_input_is_sniffed_and_flags_become_given_facts() {
    let page = String::from_utf8(fixture("page.html")).unwrap();
    let world = MemoryWorld { stdin: page.into_bytes(), ..MemoryWorld::default() };
    let mut options = Options::default();
    options.set_date("2020-06-25").unwrap();
    options.given.publisher = Some("Given".to_string());
    let got = all(&world, "-", &options).remove(0).unwrap();
    assert_eq!(got.sources[0].path, "-");
    assert_eq!(got.sources[0].container.publisher.as_deref(), Some("The Ansel Courier"));
    assert_eq!(got.sources[0].given.publisher.as_deref(), Some("Given"));
    assert_eq!(got.sources[0].given.date.map(|d| d.to_string()).as_deref(), Some("2020-06-25"));
    let as_text = Options { format: Some(Format::Text), ..Options::default() };
    assert!(all(&world, "-", &as_text).remove(0).unwrap().sources[0].text.starts_with("<!DOCTYPE html>"));
}

#[test]
fn broken_bytes_are_kept_with_a_warning() {
    let mut bytes = "“Une zone de sécurité” était annoncée à Nîmes.".as_bytes().to_vec();
    bytes.extend(b" \xff end");
    let got = read("a.txt", bytes).unwrap();
    assert!(got.sources[0].text.ends_with("\u{fffd} end"));
    assert_eq!(remarks(&got), ["I001 a.txt: 1 character does not decode as UTF-8: U+FFFD stands for it"]);
}

#[test]
fn files_cut_or_damaged_anywhere_give_text_or_one_line_and_never_panic() {
    let page = vec![(72.0, 700.0, 11.0, "Some words of a paragraph that is long enough.")];
    let mut files: Vec<(&str, Vec<u8>)> = vec![("a.pdf", make::pdf(&[page.clone(), page], "<< /Title (x) >>"))];
    files.push(("a.docx", make::docx("<w:p><w:r><w:t>Some words.</w:t></w:r></w:p>", "<dc:title>T</dc:title>")));
    let names = ["page.html", "old-page.html", "feed.xml", "feed.atom", "bulletin.eml"];
    files.extend(names.map(|name| (name, fixture(name))));
    for (name, bytes) in files {
        for step in 1..40 {
            let at = bytes.len() * step / 40;
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            for input in [&bytes[..at], &damaged] {
                if let Err(error) = read(name, input) {
                    let line = error.to_string();
                    assert!(!line.contains('\n') && line.starts_with(name) && line.contains("; "), "{line}");
                    assert!(!line.contains("its parser stopped"), "{name} at {at} of {}", bytes.len());
                }
            }
        }
    }
}

#[test]
fn pages_that_fit_no_mould_still_give_their_text() {
    let wrapped = "<html><head><title>Water cut in Harbin :: Region Today</title></head><body><form action='x'><div><a href='1'>Home</a> | <a href='2'>News</a></div>\
        <div class='content-related'><h1>Water cut in Harbin</h1><time datetime='2021-02-03'>3 Feb</time><div>The utility cut supply to four quarters \
        on Wednesday after a pipe burst near the old mill.<br><br>About 12,000 households are affected.</div></div></form></body></html>";
    let got = one("form.html", wrapped);
    assert_eq!(facts(&got), "title=Water cut in Harbin; date=2021-02-03 printed");
    assert!(got.text.starts_with("Water cut in Harbin\n\n"), "{}", got.text);
    assert!(got.text.ends_with("near the old mill.\n\nAbout 12,000 households are affected."), "{}", got.text);

    let linked = "<html><head><script type='application/ld+json'>{\"@type\":[\"NewsArticle\"],\"headline\":\"Bridge reopens\",\
        \"articleBody\":\"The bridge reopened on Sunday.\\n\\nTrucks crossed by noon.\"}</script></head>\
        <body><div id='root'></div><div id='cookie-banner'>We use cookies on this site.</div></body></html>";
    assert_eq!(&*one("app.html", linked).text, "Bridge reopens\n\nThe bridge reopened on Sunday.\n\nTrucks crossed by noon.");

    let short = "<html lang='en'><body><article><h1>Curfew lifted</h1><p>The curfew was lifted on Friday, police said.</p>\
        <ul class='tags'><li><a href='1'>Curfew</a></li></ul></article><footer>Imprint</footer></body></html>";
    let got = one("short.html", short);
    assert_eq!(&*got.text, "Curfew lifted\n\nThe curfew was lifted on Friday, police said.");
    assert_eq!((kinds(&got), facts(&got).as_str()), (vec!["headline"], "title=Curfew lifted; language=en"));
}
