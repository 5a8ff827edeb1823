//! Programs of other people that read what is downloaded.

use std::process::Command;

/// What the program prints, which has to succeed.
pub fn output(program: &str, arguments: &[&str]) -> String {
    finish(Command::new(program).args(arguments))
}

/// The same of a command that is set up further. Names are UTF-8 to it.
pub fn finish(command: &mut Command) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = match command.env("LC_ALL", "C.UTF-8").output() {
        Ok(output) => output,
        Err(error) => panic!("{program} cannot be started ({error}): bin/setup --tests installs it"),
    };
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
