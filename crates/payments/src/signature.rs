//! The signature of an event, over its raw bytes.

use chrono::{DateTime, Utc};
use stripe_webhook::{Webhook, WebhookError};

use crate::EventError;

/// Checks that a body was signed with a secret, within five minutes of now.
pub(crate) fn check(body: &[u8], signature: &str, secret: &str, now: DateTime<Utc>) -> Result<(), EventError> {
    // What is no text was not signed by a provider that sends JSON.
    let body = std::str::from_utf8(body).map_err(|_| EventError::Forged)?;
    if secret.is_empty() {
        return Err(EventError::Forged);
    }
    match Webhook::construct_event_with_timestamp(body, signature, secret, now.timestamp()) {
        // The library knows only the objects of one version of the API; the signature is checked before it reads any.
        Ok(_) | Err(WebhookError::BadParse(_)) => Ok(()),
        Err(WebhookError::BadTimestamp(_)) => Err(EventError::Stale),
        Err(_) => Err(EventError::Forged),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone as _};

    use super::*;

    const BODY: &str = r#"{"id":"evt_1"}"#;

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap()
    }

    fn signed(secret: &str) -> String {
        Webhook::generate_test_header(BODY, secret, Some(noon().timestamp()))
    }

    #[test]
    fn only_the_secret_signs_and_only_these_bytes() {
        assert_eq!(check(BODY.as_bytes(), &signed("whsec_1"), "whsec_1", noon()), Ok(()));
        let forged = [
            (BODY.as_bytes(), signed("whsec_2")),
            (BODY.as_bytes(), signed("")),
            (b"{\"id\":\"evt_2\"}", signed("whsec_1")),
            (b"{\"id\":\"evt_1\"} ", signed("whsec_1")),
            (b"\xff\xfe", signed("whsec_1")),
            (BODY.as_bytes(), String::new()),
            (BODY.as_bytes(), "t=1".to_owned()),
            (BODY.as_bytes(), "t=99999999999999999999,v1=00".to_owned()),
            (BODY.as_bytes(), signed("whsec_1").replace("t=17", "t=18")),
        ];
        for (body, signature) in forged {
            assert_eq!(check(body, &signature, "whsec_1", noon()), Err(EventError::Forged), "{signature}");
        }
        assert_eq!(check(BODY.as_bytes(), &signed(""), "", noon()), Err(EventError::Forged), "no secret, no events");
    }

    #[test]
    fn a_signature_is_good_for_five_minutes() {
        let at = |seconds| check(BODY.as_bytes(), &signed("whsec_1"), "whsec_1", noon() + Duration::seconds(seconds));
        assert_eq!(at(300), Ok(()));
        assert_eq!(at(301), Err(EventError::Stale));
        assert_eq!(at(-301), Err(EventError::Stale));
    }

    #[test]
    fn a_second_signature_counts_while_the_secret_changes() {
        let new = signed("whsec_new");
        let both = format!("{},v1={}", signed("whsec_old"), new.split("v1=").nth(1).unwrap());
        assert_eq!(check(BODY.as_bytes(), &both, "whsec_new", noon()), Ok(()));
        assert_eq!(check(BODY.as_bytes(), &both, "whsec_old", noon()), Ok(()));
    }
}
