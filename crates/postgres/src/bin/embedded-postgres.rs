//! `embedded-postgres DIR`: the database of a data folder in the foreground, to look into it while `tonewood` is not
//! running. Prints the connection string and runs until its input ends.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use postgres::Embedded;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: embedded-postgres DIR");
        return ExitCode::from(2);
    };
    match Embedded::start(&folder) {
        Ok(database) => {
            println!("{}", database.url());
            // An input that cannot be read has ended as well.
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            database.stop();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
