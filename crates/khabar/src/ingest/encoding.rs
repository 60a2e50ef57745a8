//! Bytes to text: byte-order mark, then UTF-8, then what the container declares, then a guess.

use super::IngestError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Share of characters that may fail to decode before the file counts as wrongly encoded, in percent.
const TOO_MANY_LOST: u64 = 10;

/// A decoded text.
#[derive(Debug)]
pub struct Decoded {
    /// Without its byte-order mark; line endings as they were.
    pub text: String,
    pub encoding: &'static Encoding,
    /// How many characters could not be decoded and became U+FFFD.
    pub lost: usize,
}

/// Decodes `bytes`. `forced` is the user's word, `declared` the container's (an HTML meta tag); labels are those of the
/// WHATWG Encoding Standard. Fails where the label is unknown or more than a tenth of the text is lost.
pub fn decode(path: &str, bytes: &[u8], forced: Option<&str>, declared: Option<&str>) -> Result<Decoded, IngestError> {
    let forced = forced.map(named).transpose()?;
    let encoding = forced.unwrap_or_else(|| choose(bytes, declared));
    let (text, encoding, _) = encoding.decode(bytes);
    let kept = bytes.windows(3).filter(|w| *w == "\u{fffd}".as_bytes()).count();
    let marks = text.matches('\u{fffd}').count();
    let lost = if encoding == UTF_8 { marks.saturating_sub(kept) } else { marks };
    let share = (lost as u64 * 100) / (text.chars().count().max(1) as u64);
    if share >= TOO_MANY_LOST {
        return Err(IngestError::Encoding { path: path.to_string(), encoding: encoding.name(), share });
    }
    Ok(Decoded { text: text.into_owned(), encoding, lost })
}

/// The encoding that a label of the Encoding Standard names.
pub fn named(label: &str) -> Result<&'static Encoding, IngestError> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| IngestError::Flag {
        given: label.to_string(),
        what: "encoding",
        expected: "a name such as utf-8, utf-16le, windows-1252, iso-8859-1, windows-1256".to_string(),
    })
}

fn choose(bytes: &[u8], declared: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = wide(bytes) {
        return encoding;
    }
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = declared.filter(|e| *e != UTF_8 && e.decode_without_bom_handling_and_without_replacement(bytes).is_some()) {
        return encoding;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// UTF-16 without a mark: every other byte of Latin text is zero.
pub fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        _ if half < 2 => None,
        _ if odd * 10 >= half * 7 && even * 20 <= half => Some(UTF_16LE),
        _ if even * 10 >= half * 7 && odd * 20 <= half => Some(UTF_16BE),
        _ => None,
    }
}

/// Valid UTF-8, or UTF-8 with a few broken places: far more sound multi-byte sequences than broken ones.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || sound >= 3 * broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], declared: Option<&str>) -> (String, &'static str, usize) {
        let d = decode("x", bytes, None, declared).unwrap();
        (d.text, d.encoding.name(), d.lost)
    }

    #[test]
    fn encodings_are_found_by_mark_by_validity_by_declaration_and_by_guess() {
        let words = "Le préfet a déclaré : « l’accord tient »\r\n";
        assert_eq!(text(words.as_bytes(), Some("windows-1252")), (words.into(), "UTF-8", 0), "valid UTF-8 outranks a declaration");
        assert_eq!(text(&[b"\xef\xbb\xbf", words.as_bytes()].concat(), None), (words.into(), "UTF-8", 0));
        let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&wide, None), (words.into(), "UTF-16LE", 0));
        assert_eq!(text(&[b"\xff\xfe".as_slice(), &wide].concat(), None), (words.into(), "UTF-16LE", 0));
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(words);
        assert_eq!(text(&latin, None), (words.into(), "windows-1252", 0));
        let arabic = "قال المتحدث باسم الوزارة إن الاتفاق ما زال قائما";
        let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(arabic);
        assert_eq!(text(&bytes, Some("windows-1256")), (arabic.into(), "windows-1256", 0));
        assert_eq!(text(&bytes, None), (arabic.into(), "windows-1256", 0));
    }

    #[test]
    fn a_few_broken_bytes_are_counted_and_many_refused() {
        let mut bytes = "“Zone de sécurité” — déjà annoncée à Nîmes".repeat(4).into_bytes();
        bytes[1] = b'?';
        let (words, encoding, lost) = text(&bytes, None);
        assert_eq!((encoding, lost > 0 && lost < 4), ("UTF-8", true));
        assert!(words.contains("sécurité"));
        let noise: Vec<u8> = "plain words".bytes().chain([0xff; 40]).collect();
        let error = decode("notes.txt", &noise, Some("utf-8"), None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "notes.txt: 78 % of it does not decode as UTF-8; name its encoding with --encoding or save it as UTF-8"
        );
        let error = decode("notes.txt", b"words", Some("klingon"), None).unwrap_err();
        assert!(error.to_string().starts_with("`klingon` is no encoding: expected a name such as utf-8"));
    }
}
