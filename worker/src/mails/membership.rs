//! The mails to a member: that they joined, that a payment comes, that one failed, that it is over.

use askama::Template;
use chrono::{DateTime, Utc};
use mail::Message;
use model::accounts::Account;
use model::artists::Artist;
use model::memberships::{Interval, Membership, MembershipMail};
use model::money;
use model::tiers::Tier;

/// What a mail says of a membership.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The membership.
    pub membership: &'a Membership,
    /// Whose it is.
    pub account: &'a Account,
    /// Whose member it makes.
    pub artist: &'a Artist,
    /// What the member has.
    pub tier: &'a Tier,
    /// What the instance is called.
    pub site_name: &'a str,
    /// The public address of the instance, without a slash at its end.
    pub base_url: &'a str,
}

struct Words<'a> {
    to: &'a str,
    site_name: &'a str,
    base_url: &'a str,
    account_name: &'a str,
    lines: Vec<String>,
    button: &'static str,
    link: String,
}

#[derive(Template)]
#[template(path = "emails/membership.txt")]
struct Text<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "emails/membership.html")]
struct Html<'a> {
    mail: &'a Words<'a>,
}

/// Composes the mail about `about`.
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn compose(about: MembershipMail, facts: &Facts<'_>) -> Result<Message, askama::Error> {
    let (subject, lines, button) = words(about, facts);
    let path = match about {
        MembershipMail::Ended => urls::memberships::join(&facts.artist.handle),
        _ => urls::memberships::show(facts.membership.id.0),
    };
    let mut words = Words {
        to: &facts.account.email,
        site_name: facts.site_name,
        base_url: facts.base_url,
        account_name: &facts.account.name,
        lines,
        button,
        link: urls::absolute(facts.base_url, &path),
    };
    let html = Html { mail: &words }.render()?;
    words.lines = words.lines.iter().map(|line| folded(line)).collect();
    let text = Text { mail: &words }.render()?;
    Ok(Message { to: words.to.to_owned(), subject, text, html: Some(html) })
}

fn words(about: MembershipMail, facts: &Facts<'_>) -> (String, Vec<String>, &'static str) {
    let (artist, tier, membership) = (&facts.artist.name, &facts.tier.name, facts.membership);
    let price = price(membership);
    let ends = day(membership.period_ends_at);
    let every = match membership.interval {
        Interval::Month => "month",
        Interval::Year => "year",
    };
    match about {
        MembershipMail::Joined => {
            let mut lines = vec![format!("You are a member of {artist} now: {tier}, {price} a {every}, tax included.")];
            match membership.trial_ends_at {
                Some(_) => lines.push(format!(
                    "The first days are free: nothing is taken before {}.",
                    day(membership.trial_ends_at)
                )),
                None => lines.push(format!("It is paid until {ends}.")),
            }
            lines.push(format!(
                "It goes on by the {every} until you cancel. You can do that at any time, in one click."
            ));
            if let Some(at) = membership.consented_at {
                lines.push(format!(
                    "On {} you asked for it to begin at once, and agreed that your right of withdrawal ends with that.",
                    day(Some(at))
                ));
            }
            (format!("You are a member of {artist}"), lines, "See your membership")
        }
        MembershipMail::TrialEnds => (
            format!("Your free days with {artist} end on {ends}"),
            vec![
                format!(
                    "Your free days with {artist} ({tier}) end on {ends}. Then {price} is taken, and from then on every {every}."
                ),
                "If that is fine, there is nothing to do. If not, cancel before then, and nothing is taken.".to_owned(),
            ],
            "See your membership",
        ),
        MembershipMail::Renewal => (
            format!("Your membership of {artist} renews on {ends}"),
            vec![
                format!(
                    "Your membership of {artist} ({tier}) renews on {ends} for another {every}. {price} is taken then."
                ),
                "If that is fine, there is nothing to do. If not, cancel before then, and nothing is taken.".to_owned(),
            ],
            "See your membership",
        ),
        MembershipMail::PastDue => (
            format!("The payment for {artist} did not go through"),
            vec![
                format!(
                    "The payment of {price} for your membership of {artist} ({tier}) did not go through. What is for members is closed to you until it does."
                ),
                "Check your card or give another one. The payment is tried again by itself in the next days."
                    .to_owned(),
            ],
            "Mend the payment",
        ),
        MembershipMail::Ended => (
            format!("Your membership of {artist} is over"),
            vec![
                format!(
                    "Your membership of {artist} ({tier}) is over since {}. Nothing more is taken.",
                    day(membership.ended_at)
                ),
                "What you bought stays yours. You can join again whenever you like.".to_owned(),
            ],
            "Join again",
        ),
    }
}

fn price(membership: &Membership) -> String {
    money::written(&membership.currency, membership.amount_minor)
}

fn day(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.format("%-d %B %Y").to_string()).unwrap_or_default()
}

/// A paragraph in lines that every mail program shows whole.
fn folded(paragraph: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in paragraph.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < 72 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn paragraphs_are_folded_at_words() {
        let long = "word ".repeat(40);
        assert!(folded(long.trim()).lines().all(|line| line.len() <= 72 && !line.ends_with(' ')));
        assert_eq!(folded("short"), "short");
    }
}
