//! A sound card of one worker for a show that another one owns.

use live::link::{Answer, Ask, Rendition};
use testkit::alsa::{Tone, ToneOptions};

use super::desk::{Desk, until};
use crate::support::TestApp;

#[tokio::test]
async fn a_sound_card_feeds_a_show_that_another_worker_owns() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let owner = desk.worker(Desk::timing()).await;
    let playing = desk.tone(&owner).await;
    let card = Tone::build(&ToneOptions::default()).unwrap();
    let (name, value) = card.environment();
    let other = desk.process_with(|command| command.env(name, value)).await;
    let capture = |device: &str| Ask::Capture { device: device.to_owned() };

    assert_eq!(desk.ask(&other, capture(Tone::DEVICE)).await.0, Answer::Busy);
    let (missing, _) = desk.ask(&other, capture("alsa:nothing")).await;
    assert!(matches!(&missing, Answer::Refused { reason } if reason.contains("no sound card")), "{missing:?}");
    drop(playing);
    until("the card to be taken", async || {
        (desk.ask(&other, capture(Tone::DEVICE)).await.0 == Answer::Done).then_some(())
    })
    .await;
    let status = desk.status(&owner, |status| status.momentary_lufs > -60.0).await;
    assert_eq!((status.source.as_deref(), status.client.as_str()), (Some("capture"), Tone::DEVICE));
    desk.pull(&owner, Rendition::Aac64).await.part().await;
    // Whoever lets the source go lets the card go with it.
    assert_eq!(desk.ask(&owner, Ask::Release).await.0, Answer::Done);
    until("the card to be free", async || {
        (desk.ask(&other, capture(Tone::DEVICE)).await.0 == Answer::Done).then_some(())
    })
    .await;
}
