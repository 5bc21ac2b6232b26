//! Lists the files of the built-in themes for `src/render/theme/built_in.rs`, so that a new file in `themes/` is part of the
//! program without another word.
//! In: the folder `themes`. Out: `themes.rs` in Cargo's output folder: for each theme a sorted table of paths and texts.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=themes");
    println!("cargo:rerun-if-changed=build.rs");
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("themes");
    let mut themes: Vec<_> = fs::read_dir(&root)?.collect::<Result<_, _>>()?;
    themes.sort_by_key(|theme| theme.file_name());
    let mut table = String::from("&[\n");
    for theme in themes.iter().filter(|theme| theme.path().is_dir()) {
        let mut files = Vec::new();
        list(&theme.path(), "", &mut files)?;
        files.sort();
        let name = theme.file_name().into_string().map_err(|name| io::Error::other(format!("{name:?}")))?;
        writeln!(table, "    ({name:?}, &[").map_err(io::Error::other)?;
        for path in files {
            let on_disk = theme.path().join(&path);
            writeln!(table, "        ({path:?}, include_str!({on_disk:?})),").map_err(io::Error::other)?;
        }
        table.push_str("    ]),\n");
    }
    table.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("themes.rs"), table)
}

/// Paths of the files below a folder, parts joined by `/`. Hidden files and those of editors stay out.
fn list(folder: &Path, below: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|name| io::Error::other(format!("{name:?}")))?;
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{below}{name}/"), files)?;
        } else {
            files.push(format!("{below}{name}"));
        }
    }
    Ok(())
}
