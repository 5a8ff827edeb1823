//! What goes over the pipes between [`crate::Media`] and the executable.
//!
//! The client starts `tonewood-media <command> --memory-bytes N --cpu-seconds N`, writes the job as one line of JSON
//! to its standard input and leaves that open: when it closes, the client is gone and the executable ends itself.
//! The executable writes lines of JSON to its standard output, any number of [`Line::Progress`] and one last line of
//! another kind, and diagnostics for people to its standard error. It ends with 0 whenever it gave a last line.
//!
//! The live commands take no `--cpu-seconds`, and what follows their job is described in [`crate::live`].

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// What the executable can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// [`ProbeJob`] to [`crate::Probe`].
    Probe,
    /// [`crate::LadderJob`] to [`crate::Ladder`].
    Ladder,
    /// [`crate::DownloadJob`] to nothing.
    Download,
    /// [`crate::ImageJob`] to [`crate::Image`].
    Image,
    /// [`crate::PreviewJob`] to [`crate::Preview`].
    Preview,
    /// [`crate::live::CutJob`] to [`crate::live::Cut`].
    Cut,
    /// [`crate::live::LiveDecodeJob`], then bytes, to frames.
    LiveDecode,
    /// [`crate::live::LiveEncodeJob`], then samples, to frames.
    LiveEncode,
}

impl Command {
    /// The word on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Probe => "probe",
            Self::Ladder => "ladder",
            Self::Download => "download",
            Self::Image => "image",
            Self::Preview => "preview",
            Self::Cut => "cut",
            Self::LiveDecode => "live-decode",
            Self::LiveEncode => "live-encode",
        }
    }

    /// The command of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        let files = [Self::Probe, Self::Ladder, Self::Download, Self::Image, Self::Preview, Self::Cut];
        let live = [Self::LiveDecode, Self::LiveEncode];
        files.into_iter().chain(live).find(|command| command.name() == name)
    }

    /// Whether it runs for as long as somebody plays, and speaks in frames: see [`crate::live`].
    pub const fn is_live(self) -> bool {
        matches!(self, Self::LiveDecode | Self::LiveEncode)
    }
}

/// Tell what a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeJob {
    /// The file.
    pub input: PathBuf,
    /// Where to write the embedded front cover, if there is one.
    pub cover_out: PathBuf,
}

/// One line of the executable's standard output; `R` is what the command gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line<R> {
    /// How much is done, 0 to 1.
    Progress(f32),
    /// The job is done.
    Done(R),
    /// The file is not accepted.
    Refused(Refusal),
    /// The machine is at fault.
    Failed(String),
}
