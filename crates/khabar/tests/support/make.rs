//! Makes small PDF and DOCX files for tests, byte by byte.

use std::io::{Cursor, Write};

/// Lines of text as (x, y, size, words), page by page, to a PDF with a text layer in Helvetica.
pub fn pdf(pages: &[Vec<(f64, f64, f64, &str)>], info: &str) -> Vec<u8> {
    let mut objects = vec![String::new(), String::new(), font(), info.to_string()];
    let mut kids = Vec::new();
    for lines in pages {
        let draw = |(x, y, size, words): &(f64, f64, f64, &str)| {
            let words = words.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)").replace('\u{95}', "\\225");
            format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET\n")
        };
        let content: String = lines.iter().map(draw).collect();
        let number = objects.len() + 1;
        kids.push(format!("{number} 0 R"));
        let after = number + 1;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {after} 0 R >>"
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()));
    }
    objects[0] = "<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>".to_string();
    objects[1] = format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len());
    assembled(&objects)
}

fn font() -> String {
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_string()
}

fn assembled(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1).unwrap();
    }
    let xref = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(out, "{offset:010} 00000 n ").unwrap();
    }
    write!(out, "trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1).unwrap();
    out
}

/// A block of lines down a page, one below the other.
pub fn lines<'a>(x: f64, top: f64, size: f64, pitch: f64, words: &[&'a str]) -> Vec<(f64, f64, f64, &'a str)> {
    words.iter().enumerate().map(|(i, w)| (x, top - pitch * i as f64, size, *w)).collect()
}

/// A DOCX file with this body and these core properties (both XML).
pub fn docx(body: &str, core: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let w = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
    let styles = format!(
        "<w:styles {w}><w:style w:styleId='Titel'><w:name w:val='Title'/></w:style>\
         <w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
         <w:style w:styleId='Beschriftung'><w:name w:val='caption'/></w:style></w:styles>"
    );
    let core = format!(
        "<cp:coreProperties xmlns:cp='urn:cp' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/'>{core}</cp:coreProperties>"
    );
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_string()),
        ("word/document.xml", format!("<?xml version='1.0'?><w:document {w}><w:body>{body}</w:body></w:document>")),
        ("word/styles.xml", styles),
        ("docProps/core.xml", core),
    ];
    for (name, text) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
