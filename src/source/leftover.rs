//! Names of files that nobody wrote for a reader.
//! Enters: a file's name. Leaves: whether an editor, a desktop or a merge left it there. Looks at no file.

/// Whether editors and desktops make files of this name beside the one being edited, and take most of them away again.
pub fn is_temporary(name: &str) -> bool {
    let is_swap = |extension: &str| matches!(extension, "swp" | "swo" | "swx" | "swpx" | "kate-swp" | "crswap");
    name.ends_with('~')
        || name.starts_with(".#")
        || name.starts_with("~$")
        || name.starts_with(".~lock.")
        || name.starts_with(".goutputstream-")
        || (name.starts_with('#') && name.ends_with('#'))
        || name.rsplit_once('.').is_some_and(|(_, extension)| is_swap(extension) && name.starts_with('.'))
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        // Vim makes and deletes a file of this name to see whether the folder can be written to.
        || matches!(name, "4913" | ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// Whether a site must not hold a file of this name: what is temporary, and the older states of a file that editors, merges
/// and patches keep. They often hold what was taken out of a page on purpose.
pub fn is_leftover(name: &str) -> bool {
    let is_old_state = |extension: &str| {
        ["bak", "bkp", "old", "orig", "rej", "swp", "swo", "tmp"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    };
    is_temporary(name) || name.rsplit_once('.').is_some_and(|(_, extension)| is_old_state(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_states_are_told_from_what_is_meant_for_readers() {
        for name in ["a.md.bak", "a.md.orig", "a.md.rej", "a.MD.BAK", "a.swp", "a.md~", "#a.md#", "4913", "Thumbs.db"] {
            assert!(is_leftover(name), "{name}");
        }
        for name in ["a.md", "bak", "a.bak.png", "old", "4913.png", "#a.md", "tmp.csv", "问~策.md"] {
            assert!(!is_leftover(name), "{name}");
        }
    }
}
