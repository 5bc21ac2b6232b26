//! The script by which a workflow installs a released program, run as a workflow runs it, on releases that lie in a folder.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const NAME: &str = "wence-v1.2.3-x86_64-unknown-linux-musl";

/// A folder with one release whose program says a version.
fn releases() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("releases/download/v1.2.3");
    let packed = folder.path().join(NAME);
    fs::create_dir_all(&release).expect("a folder");
    fs::create_dir_all(&packed).expect("a folder");
    fs::write(packed.join("wence"), "#!/bin/sh\necho wence 1.2.3\n").expect("a program");
    let script = format!(
        "chmod +x {NAME}/wence && tar -czf {0}/{NAME}.tar.gz {NAME} && cd {0} && sha256sum wence-* > SHA256SUMS",
        release.display()
    );
    let made = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).status().expect("a shell");
    assert!(made.success());
    folder
}

/// Runs the script with some of its variables set to other values.
fn install(folder: &Path, variables: &[(&str, &str)]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/install.sh");
    let temporary = folder.join("temp");
    fs::create_dir_all(&temporary).expect("a folder");
    Command::new("bash")
        .arg(script)
        .env("WENCE_RELEASES", format!("file://{}/releases", folder.display()))
        .env("WENCE_VERSION", "")
        .env("WENCE_ACTION_REF", "v1.2.3")
        .env("RUNNER_OS", "Linux")
        .env("RUNNER_ARCH", "X64")
        .env("RUNNER_TEMP", &temporary)
        .env("GITHUB_PATH", folder.join("path"))
        .env("GITHUB_OUTPUT", folder.join("output"))
        .envs(variables.iter().copied())
        .output()
        .expect("bash runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_release_of_the_tag_that_the_action_is_used_by_is_put_on_the_path() {
    let folder = releases();
    let output = install(folder.path(), &[]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "wence 1.2.3\n");
    let path = fs::read_to_string(folder.path().join("path")).expect("the path");
    assert_eq!(Path::new(path.trim_end()), folder.path().join("temp/wence-v1.2.3").join(NAME));
    assert!(Path::new(path.trim_end()).join("wence").is_file());
    assert_eq!(fs::read_to_string(folder.path().join("output")).expect("the outputs"), "version=v1.2.3\n");
}

#[test]
fn an_archive_that_is_not_the_releases_own_is_not_installed() {
    let folder = releases();
    let archive = folder.path().join(format!("releases/download/v1.2.3/{NAME}.tar.gz"));
    let mut bytes = fs::read(&archive).expect("the archive");
    bytes.push(0);
    fs::write(&archive, bytes).expect("it is written");
    let output = install(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("the checksum of"), "{}", said(&output));
    assert!(!folder.path().join("path").exists());
}

#[test]
fn what_cannot_be_installed_is_told() {
    let folder = releases();
    for (variable, value, words) in [
        ("RUNNER_ARCH", "S390X", "there is no release for Linux on S390X"),
        ("WENCE_VERSION", "v9.9.9", "the release v9.9.9 has no"),
        ("WENCE_VERSION", "../v1", "`../v1` is no tag of a release"),
    ] {
        let output = install(folder.path(), &[(variable, value)]);
        assert_eq!(output.status.code(), Some(1), "{value}");
        assert!(said(&output).contains(words), "{value}: {}", said(&output));
        assert!(!folder.path().join("path").exists(), "{value}");
    }
}
