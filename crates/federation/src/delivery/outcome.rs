//! What became of a delivery, and what follows from it.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use http::StatusCode;
use model::deliveries::{self, Due};

use crate::client::FetchError;
use crate::{Federation, FederationError};

/// Seconds to the second attempt; each later one comes a quarter later, up to a day.
const FIRST_WAIT: f64 = 30.0;
const LONGEST_WAIT: f64 = 86_400.0;

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The inbox took it.
    Delivered,
    /// There is no such inbox any more.
    Dead,
    /// The inbox does not want it, now or later.
    Refused(String),
    /// The inbox could not take it now.
    Later {
        /// Why.
        why: String,
        /// After how long its server wants to hear of it again, if it said so.
        after: Option<Duration>,
    },
    /// The whole server is not there.
    Away(String),
}

impl Outcome {
    /// By what the other server said.
    pub(super) fn of(answer: Result<StatusCode, FetchError>) -> Self {
        match answer {
            Ok(_) => Self::Delivered,
            Err(FetchError::Gone | FetchError::Status { code: 404, .. }) => Self::Dead,
            Err(error @ (FetchError::Timeout | FetchError::Transport(_))) => Self::Away(error.to_string()),
            Err(FetchError::Status { code: code @ (502..=504), retry_after: None }) => {
                Self::Away(format!("the other server answered {code}"))
            }
            Err(FetchError::Status { code, retry_after }) if code >= 500 || matches!(code, 408 | 425 | 429) => {
                Self::Later { why: format!("the other server answered {code}"), after: retry_after }
            }
            Err(error) => Self::Refused(error.to_string()),
        }
    }
}

/// Notes it.
pub(super) async fn note(federation: &Federation, due: &Due, outcome: Outcome) -> Result<(), FederationError> {
    let mut connection = federation.db().await?;
    match outcome {
        Outcome::Delivered => deliveries::delivered(&mut connection, due.id).await?,
        Outcome::Dead => deliveries::dead_inbox(&mut connection, &due.inbox).await?,
        Outcome::Refused(why) => deliveries::refused(&mut connection, due.id, &why).await?,
        Outcome::Later { why, after } => {
            let after =
                after.map_or_else(|| wait(due.attempts), |after| TimeDelta::from_std(after).unwrap_or_default());
            deliveries::retry(&mut connection, due.id, &why, Utc::now() + after).await?;
        }
        Outcome::Away(why) => {
            let next = deliveries::failed_host(&mut connection, &due.host, &why, Utc::now()).await?;
            deliveries::retry(&mut connection, due.id, &why, next).await?;
        }
    }
    Ok(())
}

/// How long to wait after this many attempts.
fn wait(attempts: i32) -> TimeDelta {
    let seconds = (FIRST_WAIT * 1.25_f64.powi(attempts.clamp(0, 60))).min(LONGEST_WAIT);
    #[expect(clippy::cast_possible_truncation, reason = "it is at most the seconds of a day")]
    TimeDelta::seconds(seconds as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(code: u16) -> Result<StatusCode, FetchError> {
        Err(FetchError::Status { code, retry_after: None })
    }

    #[test]
    fn what_is_final_is_not_tried_again_and_what_may_pass_is() {
        assert_eq!(Outcome::of(Ok(StatusCode::ACCEPTED)), Outcome::Delivered);
        for dead in [status(404), Err(FetchError::Gone)] {
            assert_eq!(Outcome::of(dead), Outcome::Dead);
        }
        for code in [400, 401, 403, 405, 413, 418, 422] {
            assert!(matches!(Outcome::of(status(code)), Outcome::Refused(_)), "{code}");
        }
        for code in [408, 425, 429, 500, 507] {
            assert!(matches!(Outcome::of(status(code)), Outcome::Later { .. }), "{code}");
        }
        for away in [status(502), status(503), status(504), Err(FetchError::Timeout)] {
            assert!(matches!(Outcome::of(away.clone()), Outcome::Away(_)), "{away:?}");
        }
        let asked = Err(FetchError::Status { code: 503, retry_after: Some(Duration::from_secs(7)) });
        assert!(matches!(Outcome::of(asked), Outcome::Later { after: Some(after), .. } if after.as_secs() == 7));
    }

    #[test]
    fn waits_grow_to_a_day() {
        assert_eq!(wait(0).num_seconds(), 30);
        assert_eq!(wait(4).num_seconds(), 73);
        assert_eq!(wait(1_000).num_seconds(), 86_400);
    }
}
