//! Muted, banned, and the artist's rules in the studio.

use super::*;

const RULES: &str = "/studio/chat?artist=ode";

#[actix_web::test]
async fn a_ban_takes_the_lines_and_is_lifted_in_the_studio() {
    let app = TestApp::start().await;
    let (artist, _, host) = app.artist("ode").await;
    on_air(&app, &artist, |_| {}).await;
    let mut troll = guest(&app, "troll").await.unwrap();
    let mut other = guest(&app, "other").await.unwrap();
    other.wait_for("ready").await;
    troll.say("Troll", "a bad line").await;
    let line = other.line("a bad line").await;
    let ban = format!("{MESSAGES}/{}/ban", line["id"].as_str().unwrap());

    let page = host.get(PAGE).await;
    assert_eq!(page.texts(".ch-line .ch-mod button"), ["Delete", "Mute 10 min", "Ban"], "{}", page.text());
    assert_eq!(app.visitor().get(PAGE).await.texts(".ch-mod").len(), 0, "for those only who look after it");
    assert_eq!(host.submit(PAGE, &ban, &[("kind", "mute")]).await.status, StatusCode::SEE_OTHER);
    troll.say("Troll", "another").await;
    let refused = troll.wait_for("refused").await;
    assert_eq!(refused["sentence"], "A moderator has muted you here. You can go on reading.");
    assert_eq!(shown(&app, "a bad line").await, 1, "a mute takes nothing away");

    assert_eq!(host.submit(PAGE, &ban, &[("kind", "ban")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(other.wait_for("gone").await["id"], line["id"]);
    troll.say("Another name", "another").await;
    assert_eq!(troll.wait_for("refused").await["sentence"], "A moderator has banned you from writing here.");
    other.say("Ann", "still here").await;
    other.line("still here").await;

    let rules = host.get(RULES).await;
    let mut how = rules.texts("td[data-label='How long']");
    how.sort();
    assert!(how[0] == "Banned for good" && how[1].starts_with("Muted until "), "{how:?}");
    let (_, stranger) = app.fan().await;
    let lift = rules.attribute("td form[action$='/lift']", "action").unwrap();
    assert_eq!(stranger.submit("/account", &lift, &[("artist", "ode")]).await.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        let lift = host.get(RULES).await.attribute("td form[action$='/lift']", "action").unwrap();
        assert_eq!(host.submit(RULES, &lift, &[("artist", "ode")]).await.status, StatusCode::SEE_OTHER);
    }
    troll.say("Troll", "sorry").await;
    other.line("sorry").await;
}

#[actix_web::test]
async fn an_artist_sets_words_and_asks_moderators() {
    let app = TestApp::start().await;
    let (artist, owner, host) = app.artist("ode").await;
    on_air(&app, &artist, |_| {}).await;
    let (fan, helper) = app.fan().await;
    assert_eq!(helper.get(RULES).await.status, StatusCode::NOT_FOUND);
    let words = "/studio/artists/ode/chat/words";
    assert_eq!(helper.submit("/account", words, &[("words", "x")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(host.submit(RULES, words, &[("words", "Barnacle\nsink it")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(host.get(RULES).await.texts("#f-words"), ["barnacle sink it"]);
    let said = helper.submit(PAGE, MESSAGES, &[("body", "You BARNACLE!")]).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(said.texts(".ch-state"), ["The artist does not want one of these words here."]);

    let asking = "/studio/artists/ode/chat/moderators";
    let nobody = host.submit(RULES, asking, &[("person", "@finn")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(nobody.texts("#f-person-error").len(), 1, "{}", nobody.text());
    model::actors::create_fan(&mut *app.db().await, fan.id, "finn", "Finn").await.unwrap();
    assert_eq!(host.submit(RULES, asking, &[("person", "@finn")]).await.status, StatusCode::SEE_OTHER);
    let said = host.submit(PAGE, MESSAGES, &[("body", "Good evening")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER);
    let page = helper.get(PAGE).await;
    assert_eq!(page.texts(".ch-line .badge"), ["Artist"]);
    let ban = page.attribute(".ch-line form[action$='/ban']", "action").unwrap();
    let refused = helper.submit(PAGE, &ban, &[("kind", "ban")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "nobody bans the artist");
    let deletion = page.attribute(".ch-line form[action$='/deletion']", "action").unwrap();
    assert_eq!(helper.submit(PAGE, &deletion, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(shown(&app, "Good evening").await, 0);

    let account = host.get(RULES).await.attribute("input[name=account]", "value").unwrap();
    let removal = host.submit(RULES, &format!("{asking}/removal"), &[("account", account.as_str())]).await;
    assert_eq!(removal.status, StatusCode::SEE_OTHER);
    assert!(helper.get(PAGE).await.texts(".ch-mod").is_empty());
    assert_ne!(owner.id, fan.id);
}
