//! What players ask of a playlist.

/// The directives in the query of a playlist's address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ask {
    /// The segment that the playlist must have.
    pub msn: Option<u64>,
    /// The part of it that the playlist must have.
    pub part: Option<u32>,
    /// Whether old segments may be left out.
    pub skip: bool,
}

/// The directives make no sense: 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the _HLS_ directives of this address make no sense")]
pub struct BadQuery;

impl Ask {
    /// Reads `_HLS_msn`, `_HLS_part` and `_HLS_skip`; other fields mean nothing here.
    ///
    /// # Errors
    /// When a number is none, or a part is asked for without its segment.
    pub fn parse(query: &str) -> Result<Self, BadQuery> {
        let mut ask = Self::default();
        for field in query.split('&') {
            match field.split_once('=').unwrap_or((field, "")) {
                ("_HLS_msn", value) => ask.msn = Some(value.parse().map_err(|_| BadQuery)?),
                ("_HLS_part", value) => ask.part = Some(value.parse().map_err(|_| BadQuery)?),
                ("_HLS_skip", value) => ask.skip = ["YES", "v2"].contains(&value),
                _ => {}
            }
        }
        if ask.part.is_some() && ask.msn.is_none() { Err(BadQuery) } else { Ok(ask) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn directives_are_read() {
        let ask = Ask::parse("a=b&_HLS_msn=7&_HLS_part=3&_HLS_skip=YES").unwrap();
        assert_eq!(ask, Ask { msn: Some(7), part: Some(3), skip: true });
        assert_eq!(Ask::parse(""), Ok(Ask::default()));
        for bad in
            ["_HLS_part=1", "_HLS_msn=", "_HLS_msn=-1", "_HLS_msn=1&_HLS_part=x", "_HLS_msn=99999999999999999999"]
        {
            assert_eq!(Ask::parse(bad), Err(BadQuery), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_query_does_harm(query in "(_HLS_(msn|part|skip)=.{0,22}&?){0,4}") {
            _ = Ask::parse(&query);
        }
    }
}
