//! Puts the repository's example reports into the binary, for `khabar demo`.

use std::path::Path;
use std::{env, fs};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let folder = Path::new(&root).join("../../examples");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(&folder).into_iter().flatten().flatten().map(|e| e.path()).filter(|p| p.is_file()).collect();
    files.sort();
    let lines: String =
        files.iter().map(|p| format!("    ({:?}, include_bytes!({:?})),\n", p.file_name().unwrap_or_default(), p)).collect();
    let table = format!("/// Name and bytes of each example report, by name.\npub const EXAMPLES: &[(&str, &[u8])] = &[\n{lines}];\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("examples.rs");
    fs::write(out, table).expect("the build folder can be written");
}
