//! A sound card without sound hardware: a small ALSA plugin that plays a sine at the pace of the clock, compiled by the test
//! that wants it. ALSA reads its configuration from the environment of a process, so what captures from it is a child process
//! that gets [`Tone::environment`].

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};

/// The plugin's source.
const SOURCE: &str = include_str!("alsa/tone.c");
/// Where ALSA's own configuration lies.
const USUAL: &str = "/usr/share/alsa/alsa.conf";

/// How a [`Tone`] fails for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It says that it was unplugged.
    Unplugged,
    /// One error follows the other.
    Storm,
    /// Nothing is said, and nothing comes.
    Quiet,
}

/// What a [`Tone`] is and does. Times are milliseconds since it was started first.
#[derive(Debug, Clone, Copy)]
pub struct ToneOptions {
    /// Of the sine, in Hz.
    pub frequency: u32,
    /// Frames a second, the only rate it takes.
    pub rate: u32,
    /// How many, the only number it takes.
    pub channels: u32,
    /// How much faster than the clock it runs, in millionths.
    pub ppm: i32,
    /// From when and how long nothing comes; then all of it comes at once.
    pub stall: Option<(u32, u32)>,
    /// From when and for how long the sound is lost by an overrun.
    pub loss: Option<(u32, u32)>,
    /// When it fails, how, and after how many milliseconds more it can be opened again.
    pub failure: Option<(u32, Failure, u32)>,
}

impl Default for ToneOptions {
    fn default() -> Self {
        Self { frequency: 997, rate: 48_000, channels: 2, ppm: 0, stall: None, loss: None, failure: None }
    }
}

/// The card; gone when it is dropped.
#[derive(Debug)]
pub struct Tone {
    folder: tempfile::TempDir,
}

impl Tone {
    /// What programs call it.
    pub const DEVICE: &'static str = "alsa:tone";

    /// Compiles the plugin with `cc` and writes ALSA's configuration. Blocks.
    ///
    /// # Errors
    /// When there is no compiler, or ALSA's headers are missing: `bin/setup --tests` installs both.
    pub fn build(options: &ToneOptions) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("tonewood-tone-").tempdir()?;
        let (source, library) = (folder.path().join("tone.c"), folder.path().join("tone.so"));
        std::fs::write(&source, SOURCE)?;
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-DPIC", "-O1", "-o"])
            .args([&library, &source])
            .args(["-lasound", "-lm"])
            .output()
            .context("cc cannot be started: run bin/setup --tests")?;
        let said = String::from_utf8_lossy(&compiled.stderr);
        ensure!(compiled.status.success(), "the tone does not compile (bin/setup --tests?): {said}");
        std::fs::write(folder.path().join("asound.conf"), configuration(folder.path(), options))?;
        Ok(Self { folder })
    }

    /// The variable that a process which is to have the card needs in its environment.
    #[must_use]
    pub fn environment(&self) -> (&'static str, String) {
        // Ours alone would hide what ALSA needs to open anything.
        ("ALSA_CONFIG_PATH", format!("{USUAL}:{}", self.folder.path().join("asound.conf").display()))
    }
}

fn configuration(folder: &Path, options: &ToneOptions) -> String {
    let ToneOptions { frequency, rate, channels, ppm, .. } = options;
    let mut fields = format!("freq {frequency}\n rate {rate}\n channels {channels}\n ppm {ppm}\n");
    if let Some((at, ms)) = options.stall {
        fields.push_str(&format!(" stall_at_ms {at}\n stall_ms {ms}\n"));
    }
    if let Some((at, ms)) = options.loss {
        fields.push_str(&format!(" lose_at_ms {at}\n lose_ms {ms}\n"));
    }
    if let Some((at, how, back)) = options.failure {
        let how = match how {
            Failure::Unplugged => 0,
            Failure::Storm => 1,
            Failure::Quiet => 2,
        };
        let note = folder.join("failed");
        fields.push_str(&format!(" fail_at_ms {at}\n fail_how {how}\n back_after_ms {back}\n"));
        fields.push_str(&format!(" fail_note \"{}\"\n", note.display()));
    }
    let library = folder.join("tone.so");
    format!(
        "pcm_type.tone {{ lib \"{}\" }}\npcm.tone {{\n type tone\n {fields} hint {{ show on\n description \"A tone for tests\" }}\n}}\n",
        library.display()
    )
}
