//! Near-identical copies: a text's sketch is the smallest hashes of its five-word runs (Broder 1997, bottom-k).

/// Words in a run.
const RUN: usize = 5;
/// Hashes kept.
const KEEP: usize = 128;
/// Copies share at least this part of the shorter text's runs.
const COPY: f64 = 0.7;

/// How many distinct runs the text has, then its smallest hashes, ascending; little-endian u32 each.
pub(crate) fn sketch(text: &str) -> Vec<u8> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| w.to_lowercase()).collect();
    let mut hashes: Vec<u32> = words.windows(RUN.min(words.len().max(1))).map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let runs = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
    std::iter::once(runs).chain(hashes.into_iter().take(KEEP)).flat_map(u32::to_le_bytes).collect()
}

/// FNV-1a over the words, with a final mix so that the smallest hashes are a fair sample.
fn hash(words: &[String]) -> u32 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for word in words {
        for byte in word.bytes().chain([0]) {
            h = (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    ((h ^ (h >> 33)) >> 32) as u32
}

/// Is one text a copy of the other, whole or cut?
pub(crate) fn copies(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = (numbers(a), numbers(b));
    let (Some((&a_runs, a)), Some((&b_runs, b))) = (a.split_first(), b.split_first()) else { return false };
    if a_runs == 0 || b_runs == 0 {
        return false;
    }
    // Of the smallest hashes of both together, the part that both have estimates the resemblance.
    let mut both: Vec<u32> = a.iter().chain(b).copied().collect();
    both.sort_unstable();
    both.dedup();
    both.truncate(KEEP);
    let shared = both.iter().filter(|h| a.binary_search(h).is_ok() && b.binary_search(h).is_ok()).count();
    let resemblance = shared as f64 / both.len() as f64;
    let (small, large) = (f64::from(a_runs.min(b_runs)), f64::from(a_runs.max(b_runs)));
    resemblance / (1.0 + resemblance) * (small + large) / small >= COPY
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(seed: usize, words: usize) -> String {
        (0..words).map(|i| format!("w{} ", (i * i * 7 + i * seed * 13 + seed) % 997)).collect()
    }

    #[test]
    fn a_cut_or_relabelled_copy_is_one_origin_and_another_text_is_not() {
        let wire = prose(1, 400);
        let cut: String = wire.chars().take(wire.len() * 6 / 10).collect();
        let relabelled = format!("By our own staff, Sarel. {} Sign up for our letter.", wire.to_uppercase());
        assert!(copies(&sketch(&wire), &sketch(&cut)));
        assert!(copies(&sketch(&wire), &sketch(&relabelled)));
        assert!(!copies(&sketch(&wire), &sketch(&prose(2, 400))));
        assert!(!copies(&sketch(""), &sketch("")));
        assert!(copies(&sketch("Two words"), &sketch("two WORDS")));
    }
}
