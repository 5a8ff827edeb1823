//! `tonewood config print`.

/// Prints the settings in force.
pub fn print(settings: &config::Settings) {
    print!("{}", settings.print());
    for warning in &settings.warnings {
        eprintln!("tonewood: {warning}");
    }
}
