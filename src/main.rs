//! The `wence` program. All it does is in [`wence::cli`].

fn main() -> std::process::ExitCode {
    wence::cli::main()
}
