use std::collections::BTreeMap;

/// What a process stands in, passed in so that tests can choose it.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Environment variables.
    pub variables: BTreeMap<String, String>,
    /// Whether the process runs as root: the default data folder is a system folder then.
    pub is_root: bool,
    /// How many threads can run at once.
    pub cores: usize,
}

impl Surroundings {
    /// What this process stands in. Variables that are not UTF-8 or are empty count as not set.
    pub fn of_process() -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self {
            variables,
            is_root: rustix::process::geteuid().is_root(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}
