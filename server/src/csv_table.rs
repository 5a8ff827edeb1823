//! Tables that leave as CSV, for spreadsheets.

use actix_web::HttpResponse;
use actix_web::http::header;

/// The answer that saves a table as `filename`, which is of plain letters: a head, and a line each. Lines end as RFC 4180 says.
#[must_use]
pub fn answer(filename: &str, head: &[&str], lines: impl IntoIterator<Item = Vec<String>>) -> HttpResponse {
    let mut text = line(head.iter().map(|cell| (*cell).to_owned()));
    for cells in lines {
        text.push_str(&line(cells.into_iter()));
    }
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{filename}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(text)
}

/// One line of such a table, for tables that are too long to be held whole.
#[must_use]
pub fn line_of(cells: Vec<String>) -> String {
    line(cells.into_iter())
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("{}\r\n", cells.map(|text| cell(&text)).collect::<Vec<_>>().join(","))
}

/// A cell. What strangers typed stands in it: what a spreadsheet would reckon gets a mark before it that says "text".
fn cell(text: &str) -> String {
    let mark = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if text.contains([',', '"', '\n', '\r', ';']) {
        format!("\"{mark}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{mark}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_typed_stays_one_cell_and_is_no_formula() {
        assert_eq!(cell("ann@one.example"), "ann@one.example");
        assert_eq!(cell("=1+1@one.example"), "'=1+1@one.example");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(line(["a".to_owned(), "b c".to_owned()].into_iter()), "a,b c\r\n");
    }
}
