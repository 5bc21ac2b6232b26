//! `wence explain`.
//! Enters: a code's name, or none. Leaves: what `diag::codes` says of it, or the list of all codes.

use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::diag::{self, Code, Fault, codes};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The words in brackets after `error` or `warning` [default: list all codes]
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = match &arguments.code {
        Some(written) => explanation(find(written)?),
        None => list(),
    };
    terminal.print(text.as_bytes())?;
    Ok(Outcome::Done)
}

/// Takes the code as it stands in a message too: `[link-not-found]`, `warning[link-not-found]`.
fn find(written: &str) -> Result<Code, Failure> {
    let name = written.rsplit('[').next().unwrap_or(written).trim_end_matches([']', ':']);
    let name = name.to_ascii_lowercase();
    codes::find(&name).ok_or_else(|| {
        let failure = Failure::new(format!("there is no code `{}`", written.escape_debug()));
        match diag::nearest(&name, codes::ALL.iter().map(|code| code.name())) {
            Some(near) => failure.help(format!("the nearest is `{near}`")),
            None => failure.help("`wence explain` lists all codes"),
        }
    })
}

fn explanation(code: Code) -> String {
    let entry = code.entry();
    let mut text = format!("{}\n\n{}\n", entry.name, wrap(entry.meaning, WIDTH));
    for (title, example) in [("Wrong", entry.wrong), ("Right", entry.right)] {
        if !example.is_empty() {
            text.push_str(&format!("\n{title}:\n\n"));
            for line in example.lines() {
                text.push_str(format!("    {line}").trim_end());
                text.push('\n');
            }
        }
    }
    let exit_code = match entry.fault {
        Fault::Content => 1,
        Fault::Environment => 2,
    };
    text.push_str(&format!("\nAs an error it ends the command with exit code {exit_code}.\n"));
    text
}

/// A line a code: its name and the first sentence about it.
fn list() -> String {
    let longest = codes::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let mut text = String::new();
    for code in codes::ALL {
        let meaning = code.entry().meaning;
        let sentence = meaning.find(". ").map_or(meaning, |end| &meaning[..=end]);
        text.push_str(&format!("{:longest$}  {sentence}\n", code.name()));
    }
    text
}

/// A line length that reads well, in characters; the entries are written in English.
const WIDTH: usize = 80;

/// Folds one paragraph at its spaces. A longer word than a line stays whole.
fn wrap(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is one from the start");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_as_messages_show_it() {
        for written in ["link-not-found", "[link-not-found]", "warning[link-not-found]:", "LINK-NOT-FOUND"] {
            assert_eq!(find(written).unwrap(), codes::LINK_NOT_FOUND, "{written}");
        }
    }

    #[test]
    fn an_unknown_code_names_the_nearest() {
        assert_eq!(find("link-notfound").unwrap_err().help, ["the nearest is `link-not-found`"]);
        assert_eq!(find("").unwrap_err().help.len(), 1);
        assert_eq!(find("断链\n").unwrap_err().message, "there is no code `断链\\n`");
    }

    #[test]
    fn every_code_is_explained_within_the_line() {
        for code in codes::ALL {
            let text = explanation(*code);
            assert!(text.starts_with(code.name()) && text.ends_with(".\n"));
        }
        assert_eq!(list().lines().count(), codes::ALL.len());
    }

    #[test]
    fn paragraphs_fold_at_spaces_only() {
        assert_eq!(wrap("aa bb cc", 5), "aa bb\ncc");
        assert_eq!(wrap("a very-long-word b", 4), "a\nvery-long-word\nb");
        assert_eq!(wrap("", 4), "");
    }
}
