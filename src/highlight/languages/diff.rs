//! Differences between files: unified, `git diff`, and the classic `<` and `>`.
//! In: a patch, or only its lines with `+` and `-`. Out: tokens, whole lines. Knows no other language.

use super::super::scan::{byte, line_end, starts_with};
use super::super::{Class, Grammar, Language, Token, push_token};

pub(super) static DIFF: Language =
    Language { id: "diff", name: "Diff", aliases: &["patch", "udiff"], grammar: Grammar::Own(lex) };

/// What `git` and others write between the files of a patch.
const HEADERS: &[&str] = &[
    "diff ",
    "index ",
    "Index: ",
    "====",
    "new file mode ",
    "deleted file mode ",
    "old mode ",
    "new mode ",
    "similarity index ",
    "dissimilarity index ",
    "rename from ",
    "rename to ",
    "copy from ",
    "copy to ",
    "Binary files ",
    "Only in ",
];

fn lex(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut line = from;
    // Lines of a change have been seen since the last file began.
    let mut in_changes = false;
    let mut names_new = false;
    while line < bytes.len() {
        let end = line_end(bytes, line);
        let text = &bytes[line..end];
        // `---` may name a file or remove a line that begins with two dashes; what follows tells. The sizes in `@@` would
        // too, but people shorten patches without changing them.
        let names_old = text.starts_with(b"--- ")
            && starts_with(bytes, end, b"\n+++ ")
            && (!in_changes || starts_with(bytes, line_end(bytes, end + 1), b"\n@@"));
        let class = match byte(text, 0) {
            _ if names_old || names_new => Some(Class::Meta),
            b'-' if text.trim_ascii_end() == b"---" => None,
            b'+' | b'>' => Some(Class::Inserted),
            b'-' | b'<' => Some(Class::Deleted),
            b'@' if text.starts_with(b"@@") => Some(Class::Meta),
            b'\\' => Some(Class::Comment),
            // `3,4c5` in the classic form.
            b'0'..=b'9' if text.iter().all(|b| b.is_ascii_digit() || b",acd\r".contains(b)) => Some(Class::Meta),
            _ if HEADERS.iter().any(|header| text.starts_with(header.as_bytes())) => {
                in_changes = false;
                Some(Class::Meta)
            }
            _ => None,
        };
        in_changes |= matches!(class, Some(Class::Inserted | Class::Deleted));
        names_new = names_old;
        if let Some(class) = class {
            push_token(out, line, end, class);
        }
        line = (end + 1).min(bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn tells_names_of_files_from_removed_lines() {
        assert_eq!(
            marked(
                "diff",
                r"diff --git a/x b/x
--- a/x
+++ b/x
@@ -1,2 +1,2 @@ fn main()
 same
--- a comment
+new
\ No newline at end of file
...
--- a/y
+++ b/y
@@ -1 +1 @@
-a
+b
 plain"
            ),
            r"m(diff --git a/x b/x)
m(--- a/x)
m(+++ b/x)
m(@@ -1,2 +1,2 @@ fn main())
 same
d(--- a comment)
i(+new)
c(\ No newline at end of file)
...
m(--- a/y)
m(+++ b/y)
m(@@ -1 +1 @@)
d(-a)
i(+b)
 plain"
        );
    }

    #[test]
    fn knows_the_classic_form() {
        assert_eq!(
            marked(
                "diff",
                r"3,4c5
< old
---
> new"
            ),
            r"m(3,4c5)
d(< old)
---
i(> new)"
        );
    }
}
