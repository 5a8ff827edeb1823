//! Blocks as Mastodon exports and imports them: `#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate`.

use csv::{ReaderBuilder, StringRecord, Trim, Writer};

use super::{DomainBlock, NewDomainBlock, Severity, normal};

/// The columns, in the order they are written in and taken in where a file has no head.
const COLUMNS: [&str; 6] = ["domain", "severity", "reject_media", "reject_reports", "public_comment", "obfuscate"];
/// The most characters of a comment that are kept.
const MOST_CHARS: usize = 2_000;

/// What a file says.
#[derive(Debug, Default)]
pub struct Blocks {
    /// Its good rows.
    pub good: Vec<NewDomainBlock>,
    /// Its bad ones.
    pub bad: Vec<BadRow>,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Line {line}: {reason}")]
pub struct BadRow {
    /// Its line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: BadReason,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadReason {
    /// The name has stars: whoever exported it did not want it to be known.
    #[error("“{0}” has stars in place of letters. Ask for the whole name.")]
    Starred(String),
    /// No domain.
    #[error("“{0}” is no domain.")]
    Domain(String),
    /// No severity of ours.
    #[error("“{0}” is no severity. It is noop, silence or suspend.")]
    Severity(String),
    /// Neither true nor false.
    #[error("“{0}” is neither true nor false.")]
    Truth(String),
    /// The row cannot be read.
    #[error("the row cannot be read: {0}")]
    Unreadable(String),
}

/// Reads such a file, with or without its head, its columns in any order. A column that is missing or empty is false, a severity
/// that is missing is `suspend`; empty lines are passed over.
#[must_use]
pub fn read(text: &str) -> Blocks {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let mut columns: Vec<String> = COLUMNS.map(str::to_owned).to_vec();
    let mut blocks = Blocks::default();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for (number, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = lines.of(error.position());
                blocks.bad.push(BadRow { line, reason: BadReason::Unreadable(error.to_string()) });
                continue;
            }
        };
        if number == 0 && is_head(&record) {
            columns = record.iter().map(|name| name.trim_start_matches('#').to_lowercase()).collect();
            continue;
        }
        if record.iter().all(str::is_empty) {
            continue;
        }
        match block(&columns, &record) {
            Ok(block) => blocks.good.push(block),
            Err(reason) => blocks.bad.push(BadRow { line: lines.of(record.position()), reason }),
        }
    }
    blocks
}

/// Counts lines. The reader counts them too, but gives a row the line on which the one before it ended where lines end in CR LF or
/// empty ones stand between.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line, from 1, of the row that begins behind `position`; positions come in order.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let begin = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        while let Some(byte) = self.text.get(self.at) {
            if self.at >= begin && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

fn is_head(record: &StringRecord) -> bool {
    record.iter().any(|name| name.trim_start_matches('#').eq_ignore_ascii_case("domain"))
}

fn block(columns: &[String], record: &StringRecord) -> Result<NewDomainBlock, BadReason> {
    let value = |name: &str| {
        let column = columns.iter().position(|column| column == name);
        column.and_then(|column| record.get(column)).unwrap_or_default()
    };
    let name = value("domain");
    let shown = || name.chars().take(80).collect::<String>();
    if name.trim_start_matches("*.").contains('*') {
        return Err(BadReason::Starred(shown()));
    }
    let domain = normal(name).ok_or_else(|| BadReason::Domain(shown()))?;
    let severity = match value("severity") {
        "" => Severity::Suspend,
        word => {
            word.to_lowercase().parse().map_err(|_| BadReason::Severity(word.chars().take(40).collect::<String>()))?
        }
    };
    Ok(NewDomainBlock {
        domain,
        severity,
        reject_media: truth(value("reject_media"))?,
        reject_reports: truth(value("reject_reports"))?,
        public_comment: value("public_comment").chars().take(MOST_CHARS).collect(),
        private_comment: String::new(),
        obfuscate: truth(value("obfuscate"))?,
    })
}

fn truth(word: &str) -> Result<bool, BadReason> {
    match word.to_lowercase().as_str() {
        "true" | "t" | "yes" | "1" => Ok(true),
        "false" | "f" | "no" | "0" | "" => Ok(false),
        other => Err(BadReason::Truth(other.chars().take(40).collect())),
    }
}

/// Writes blocks so that [`read`] and Mastodon read them; what only admins may read is left out.
///
/// # Errors
/// Never in practice: nothing but memory is written to.
pub fn write(blocks: &[DomainBlock]) -> std::io::Result<String> {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.map(|column| format!("#{column}")))?;
    for block in blocks {
        let word = |truth: bool| if truth { "true" } else { "false" };
        writer.write_record([
            block.domain.as_str(),
            block.severity.word(),
            word(block.reject_media),
            word(block.reject_reports),
            block.public_comment.as_str(),
            word(block.obfuscate),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

#[cfg(test)]
mod tests;
