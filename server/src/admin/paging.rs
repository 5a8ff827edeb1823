//! Long lists, a page at a time.

/// How many rows a page of a list holds.
pub const PER_PAGE: i64 = 25;

/// Where one is in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// The page, from 1.
    pub number: i64,
    /// How many there are; at least 1.
    pub of: i64,
}

impl Paging {
    /// The page asked for, or the nearest there is, of a list of `rows`.
    #[must_use]
    pub fn new(asked: Option<i64>, rows: i64) -> Self {
        let of = (rows.max(0) + PER_PAGE - 1) / PER_PAGE;
        let of = of.max(1);
        Self { number: asked.unwrap_or(1).clamp(1, of), of }
    }

    /// The page as the database counts, from 0.
    #[must_use]
    pub fn index(self) -> i64 {
        self.number - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_page() {
        assert_eq!(Paging::new(None, 0), Paging { number: 1, of: 1 });
        assert_eq!(Paging::new(Some(9), 51), Paging { number: 3, of: 3 });
        assert_eq!(Paging::new(Some(-4), 50), Paging { number: 1, of: 2 });
    }
}
