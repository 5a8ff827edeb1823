//! Sheets: what people open in a spreadsheet, as CSV. What somebody else typed never becomes a formula there.

use csv::Writer;

/// Rows as CSV.
///
/// # Errors
/// When rows are of different lengths, which is ours to mend.
pub fn write(rows: impl IntoIterator<Item = Vec<String>>) -> Result<String, csv::Error> {
    let mut writer = Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row)?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A text as a cell: programs take what starts with one of these signs for a formula, so such a text gets an apostrophe. Amounts are
/// written as they are, with their minus.
#[must_use]
pub fn text(cell: &str) -> String {
    if cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']) || cell.starts_with(['\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula() {
        for evil in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"] {
            assert!(text(evil).starts_with('\''), "{evil:?}");
        }
        assert_eq!(text("Low Water – live"), "Low Water – live");
        let sheet = write([vec![text("=HYPERLINK(\"x\")"), "-1.50".to_owned()], vec!["a,b".to_owned(), String::new()]]);
        assert_eq!(sheet.unwrap(), "\"'=HYPERLINK(\"\"x\"\")\",-1.50\n\"a,b\",\n");
    }
}
