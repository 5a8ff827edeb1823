use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, FromArgMatches};

use crate::KEYS;

const HEADING: &str = "Settings";

/// Settings given as flags. Flatten it into a command line with `#[command(flatten)]`: every flag is global, so it may
/// stand before or after the subcommand.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config FILE`: the settings file.
    pub config: Option<PathBuf>,
    values: BTreeMap<&'static str, String>,
}

impl Overrides {
    /// Sets `name` (as in [`KEYS`]) as if its flag had been given. A name that is no setting is ignored.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Some(key) = KEYS.iter().find(|key| key.name == name) {
            self.values.insert(key.name, value.into());
        }
        self
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

impl FromArgMatches for Overrides {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut overrides = Self::default();
        overrides.update_from_arg_matches(matches)?;
        Ok(overrides)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        if let Some(config) = matches.get_one::<PathBuf>("config") {
            self.config = Some(config.clone());
        }
        for key in KEYS {
            if let Some(value) = matches.get_one::<String>(key.name) {
                self.values.insert(key.name, value.clone());
            }
        }
        Ok(())
    }
}

impl clap::Args for Overrides {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("A settings file [default: DATA/tonewood.toml if there is one]")
            .help_heading(HEADING)
            .global(true);
        KEYS.iter().fold(command.arg(config), |command, key| {
            command.arg(
                Arg::new(key.name)
                    .long(key.flag)
                    .value_name(key.value_name)
                    .help(key.help)
                    .help_heading(HEADING)
                    .hide_short_help(!key.common)
                    .global(true),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        overrides: Overrides,
        #[command(subcommand)]
        command: Sub,
    }

    #[derive(clap::Subcommand)]
    enum Sub {
        Up {
            #[arg(long)]
            no_seed: bool,
        },
    }

    #[test]
    fn flags_stand_before_or_after_the_subcommand() {
        let line = Line::parse_from(["tonewood", "--data", "/a", "up", "--no-seed", "--s3-bucket", "music"]);
        assert_eq!(line.overrides.get("data"), Some("/a"));
        assert_eq!(line.overrides.get("s3.bucket"), Some("music"));
        assert_eq!(line.overrides.get("listen"), None);
        assert!(matches!(line.command, Sub::Up { no_seed: true }));
    }
}
