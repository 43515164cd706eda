//! `POST /api/verify-otp`

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, StatusCode};
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;
use postern_worker::keys::RefreshText;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::app::{FOREIGN_KEYS, ORIGIN, ROTATED_KEYS};
use crate::support::clock::START;
use crate::support::tokens::take_apart;

#[tokio::test]
async fn the_right_code_begins_a_session() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    app.advance(7);
    let code = app.code(&enrolment.secret);
    let answer = app.verify(&enrolment.challenge, &code).await;
    let answer = answer.expect(StatusCode::OK);
    assert_eq!(
        answer.fields(),
        [
            "access_token",
            "expires_in",
            "message",
            "recovery_codes",
            "refresh_expires_in",
            "token_type",
            "user"
        ]
    );
    assert_eq!(answer.field("message"), "OTP verified successfully");
    assert_eq!(answer.field("token_type"), "Bearer");
    assert_eq!(answer.json()["expires_in"], 600);
    assert_eq!(
        answer.json()["user"],
        json!({
            "username": "alice",
            "email": null,
            "full_name": null,
            "disabled": false,
            "role": "user",
            "created_at": START,
        })
    );
}

#[tokio::test]
async fn the_access_token_says_who_for_whom_how_and_until_when() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    app.advance(7);
    let code = app.code(&enrolment.secret);
    let answer = app.verify(&enrolment.challenge, &code).await;
    let token = answer.field("access_token");
    let (header, claims) = take_apart(&token);
    assert_eq!(header["alg"], "EdDSA");
    assert_eq!(header["typ"], "at+jwt");
    for (name, expected) in [
        ("iss", json!(ORIGIN)),
        ("aud", json!(ORIGIN)),
        ("client_id", json!("postern")),
        ("amr", json!(["pwd", "otp"])),
        ("auth_time", json!(START + 7)),
        ("iat", json!(START + 7)),
        ("exp", json!(START + 607)),
    ] {
        assert_eq!(claims[name], expected, "{name}");
    }
    for name in ["sub", "sid", "jti"] {
        let id = claims[name].as_str().expect("an id is a text");
        let bytes = URL_SAFE_NO_PAD.decode(id).expect("an id is base64url");
        assert_eq!(bytes.len(), 16, "{name} has 128 bits");
    }
    let claims = claims.to_string();
    assert!(!claims.contains("alice"), "the name is not in the token");
}

#[tokio::test]
async fn the_refresh_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let code = app.code(&enrolment.secret);
    let answer = app.verify(&enrolment.challenge, &code).await;
    let value = answer.cookie().expect("a sign-in sets the cookie");
    assert_eq!(
        answer.set_cookies()[0],
        format!(
            "__Host-postern_refresh={value}; Path=/; Max-Age=604800; \
             HttpOnly; Secure; SameSite=Strict"
        )
    );
    assert!(RefreshText::open(&app.config.sealer, &value).is_ok());
    let cookies = answer.headers.get_all("set-cookie");
    assert!(cookies.iter().all(HeaderValue::is_sensitive));
    assert!(!answer.text().contains(&value));
}

#[tokio::test]
async fn a_code_may_be_typed_in_groups() {
    for separate in [
        |code: &str| format!(" {} {} ", &code[..3], &code[3..]),
        |code: &str| format!("{}-{}", &code[..3], &code[3..]),
        |code: &str| format!("{}\u{a0}{}\n", &code[..3], &code[3..]),
    ] {
        let app = TestApp::new();
        let enrolment = app.register("alice").await;
        let code = separate(&app.code(&enrolment.secret));
        let answer = app.verify(&enrolment.challenge, &code).await;
        answer.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn what_is_no_code_is_refused_and_not_counted() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let before = (app.snapshot(), app.objects().commands());
    for otp in [
        "",
        "12345",
        "1234567",
        "12345a",
        "abcdef",
        "+12345",
        "12.345",
        "１２３４５６",
        "12345\u{0}",
        "0x1234",
        "١٢٣٤٥٦",
    ] {
        let answer = app.verify(&enrolment.challenge, otp).await;
        answer.blames(ProblemCode::MalformedOtp, "otp");
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
    let code = app.code(&enrolment.secret);
    let answer = app.verify(&enrolment.challenge, &code).await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_challenge_takes_five_wrong_codes_and_then_none() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let wrong = app.wrong_code(&holder.secret);
    for left in [4, 3, 2, 1, 0] {
        let problem = app
            .verify(&challenge, &wrong)
            .await
            .problem(ProblemCode::InvalidOtp);
        assert_eq!(problem.attempts_left, Some(left));
        assert_eq!(problem.field.as_deref(), Some("otp"));
    }
    let right = app.code(&holder.secret);
    let answer = app.verify(&challenge, &right).await;
    answer.problem(ProblemCode::ChallengeExhausted);
    app.advance(30);
    let right = app.code(&holder.secret);
    let answer = app.verify(&challenge, &right).await;
    answer.problem(ProblemCode::ChallengeExhausted);
}

#[tokio::test]
async fn a_new_challenge_does_not_shorten_the_wait_after_wrong_codes() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    for _ in 0..5 {
        let wrong = app.wrong_code(&holder.secret);
        app.verify(&challenge, &wrong).await;
    }
    let challenge = app.challenge("alice").await;
    let before = app.snapshot();
    for (later, expected) in [(0, 30), (29, 1)] {
        app.advance(later);
        let right = app.code(&holder.secret);
        let problem = app
            .verify(&challenge, &right)
            .await
            .problem(ProblemCode::TooManyAttempts);
        assert_eq!(problem.retry_after, Some(expected));
    }
    assert_eq!(app.snapshot(), before);
    app.advance(1);
    let right = app.code(&holder.secret);
    app.verify(&challenge, &right).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_hundred_wrong_codes_in_a_row_suspend_the_authenticator() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    for _ in 0..20 {
        let mut challenge = app.challenge("alice").await;
        for _ in 0..5 {
            let wrong = app.wrong_code(&holder.secret);
            let answer = app.verify(&challenge, &wrong).await;
            answer.problem(ProblemCode::InvalidOtp);
            app.advance(3600);
            challenge = app.challenge("alice").await;
        }
    }
    let challenge = app.challenge("alice").await;
    let right = app.code(&holder.secret);
    let answer = app.verify(&challenge, &right).await;
    answer.problem(ProblemCode::AuthenticatorSuspended);
}

#[tokio::test]
async fn a_code_is_accepted_once_the_enrolling_one_too() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let code = app.code(&enrolment.secret);
    app.verify(&enrolment.challenge, &code)
        .await
        .expect(StatusCode::OK);
    let challenge = app.challenge("alice").await;
    let problem = app
        .verify(&challenge, &code)
        .await
        .problem(ProblemCode::OtpAlreadyUsed);
    assert_eq!(problem.attempts_left, Some(4));
    assert_eq!(problem.field.as_deref(), Some("otp"));
    app.advance(30);
    let next = app.code(&enrolment.secret);
    app.verify(&challenge, &next).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_code_is_taken_one_step_early_and_one_step_late_and_no_more() {
    for (offset, is_taken) in [
        (-60, false),
        (-30, true),
        (0, true),
        (30, true),
        (60, false),
    ] {
        let app = TestApp::new();
        let enrolment = app.register("alice").await;
        let at = START.saturating_add_signed(offset);
        let code = enrolment.secret.code_at(Timestamp::from_unix_seconds(at));
        let answer = app.verify(&enrolment.challenge, &code).await;
        if is_taken {
            answer.expect(StatusCode::OK);
        } else {
            answer.problem(ProblemCode::InvalidOtp);
        }
    }
}

#[tokio::test]
async fn after_the_next_steps_code_the_present_one_is_used_too() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let next = enrolment.secret.code_at(app.ports.clock.now().plus(30));
    app.verify(&enrolment.challenge, &next)
        .await
        .expect(StatusCode::OK);
    let challenge = app.challenge("alice").await;
    let present = app.code(&enrolment.secret);
    let answer = app.verify(&challenge, &present).await;
    answer.problem(ProblemCode::OtpAlreadyUsed);
}

#[tokio::test]
async fn a_challenge_is_used_up_by_the_right_code() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let code = app.code(&enrolment.secret);
    app.verify(&enrolment.challenge, &code)
        .await
        .expect(StatusCode::OK);
    app.advance(30);
    let before = app.snapshot();
    let next = app.code(&enrolment.secret);
    let answer = app.verify(&enrolment.challenge, &next).await;
    answer.problem(ProblemCode::ChallengeUsed);
    assert!(answer.cookie().is_none());
    assert_eq!(app.snapshot(), before);
}

#[tokio::test]
async fn a_challenge_lasts_until_its_last_second() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    app.advance(299);
    let wrong = app.wrong_code(&holder.secret);
    let answer = app.verify(&challenge, &wrong).await;
    answer.problem(ProblemCode::InvalidOtp);
    app.advance(1);
    let before = app.snapshot();
    let code = app.code(&holder.secret);
    let answer = app.verify(&challenge, &code).await;
    answer.problem(ProblemCode::ChallengeExpired);
    assert_eq!(app.snapshot(), before);
}

#[tokio::test]
async fn sixteen_newer_challenges_take_the_place_of_an_older_one() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let oldest = app.challenge("alice").await;
    let second = app.challenge("alice").await;
    for _ in 0..15 {
        app.challenge("alice").await;
    }
    let code = app.code(&holder.secret);
    let answer = app.verify(&oldest, &code).await;
    answer.problem(ProblemCode::ChallengeUsed);
    app.verify(&second, &code).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_cut_or_changed_challenge_is_refused_and_nobody_is_asked() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let code = app.code(&enrolment.secret);
    let challenge = &enrolment.challenge;
    let before = (app.snapshot(), app.objects().commands());
    let mut wrong: Vec<String> = (0..challenge.len())
        .map(|length| challenge[..length].to_owned())
        .collect();
    for position in 0..challenge.len() {
        let mut changed = challenge.clone().into_bytes();
        changed[position] = if changed[position] == b'A' {
            b'B'
        } else {
            b'A'
        };
        wrong.push(String::from_utf8(changed).expect("base64url is ASCII"));
    }
    wrong.push(format!("{challenge}A"));
    wrong.push(format!("{challenge}="));
    wrong.push(format!("{challenge}{challenge}"));
    wrong.push("\u{0}".to_owned());
    wrong.push("not base64url at all!".to_owned());
    for wrong in wrong {
        let answer = app.verify(&wrong, &code).await;
        answer.problem(ProblemCode::InvalidChallenge);
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
    app.verify(&format!(" {challenge}\n"), &code)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn another_sealed_or_signed_text_of_ours_is_no_challenge() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = (app.snapshot(), app.objects().commands());
    let code = app.code(&holder.secret);
    for other in [&holder.refresh_token, &holder.access_token] {
        let answer = app.verify(other, &code).await;
        answer.problem(ProblemCode::InvalidChallenge);
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
}

#[tokio::test]
async fn a_challenge_sealed_by_another_key_ring_is_refused() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let code = app.code(&enrolment.secret);
    let foreign = TestApp::with(&[("POSTERN_KEYS", FOREIGN_KEYS)]);
    let theirs = foreign.register("alice").await;
    let answer = app.verify(&theirs.challenge, &code).await;
    answer.problem(ProblemCode::InvalidChallenge);
    let answer = foreign.verify(&enrolment.challenge, &code).await;
    answer.problem(ProblemCode::InvalidChallenge);
}

#[tokio::test]
async fn a_sign_in_survives_a_rotation_of_the_keys() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let rotated = app.redeployed_with(&[("POSTERN_KEYS", ROTATED_KEYS)]);
    let code = rotated.code(&enrolment.secret);
    let answer = rotated.verify(&enrolment.challenge, &code).await;
    answer.expect(StatusCode::OK);
    rotated.challenge("alice").await;
    let challenge = rotated.challenge("alice").await;
    let answer = app.verify(&challenge, &code).await;
    answer.problem(ProblemCode::InvalidChallenge);
}

#[tokio::test]
async fn a_challenge_is_worth_nothing_with_somebody_elses_code() {
    let app = TestApp::new();
    let alice = app.enrol("alice").await;
    app.enrol("bob").await;
    let challenge = app.challenge("bob").await;
    let code = app.code(&alice.secret);
    let answer = app.verify(&challenge, &code).await;
    answer.problem(ProblemCode::InvalidOtp);
}

#[tokio::test]
async fn a_challenge_of_a_released_name_is_closed() {
    let app = TestApp::with(&[("UNCONFIRMED_SECONDS", "60")]);
    let enrolment = app.register("alice").await;
    app.advance(60);
    let code = app.code(&enrolment.secret);
    let answer = app.verify(&enrolment.challenge, &code).await;
    answer.problem(ProblemCode::ChallengeUsed);
    assert_eq!(app.kv().seen(), 0, "the published record is gone");
}

#[tokio::test]
async fn a_sign_in_ends_the_session_that_the_browser_had() {
    let app = TestApp::new();
    let alice = app.enrol("alice").await;
    let bob = app.enrol("bob").await;
    let other = app.sign_in_natively("alice", &alice.secret).await;
    let sign_in = async |cookie: &str, is_ours: bool| {
        let body = json!({
            "challenge": app.challenge("alice").await,
            "otp": app.code(&alice.secret),
        });
        let call = app.post("/api/verify-otp").cookie(cookie).json(&body);
        let call = if is_ours { call.same_origin() } else { call };
        let answer = call.send().await.expect(StatusCode::OK);
        app.advance(30);
        answer
    };
    // A page of another origin ends nobody's session.
    sign_in(&alice.refresh_token, false).await;
    let renewed = app.refresh(&alice.refresh_token).await;
    let renewed = renewed.expect(StatusCode::OK);
    let cookie = renewed.cookie().expect("a new token");
    let answer = sign_in(&cookie, true).await;
    app.refresh(&cookie)
        .await
        .problem(ProblemCode::SessionEnded);
    let new = answer.cookie().expect("a new session");
    app.refresh(&new).await.expect(StatusCode::OK);
    // Whoever had it.
    sign_in(&bob.refresh_token, true).await;
    let ended = app.refresh(&bob.refresh_token).await;
    ended.problem(ProblemCode::SessionEnded);
    let other = app.refresh_natively(&other.field("refresh_token")).await;
    other.expect(StatusCode::OK);
}

#[tokio::test]
async fn every_session_has_its_own_ids() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let code = app.code(&holder.secret);
    let answer = app.verify(&challenge, &code).await;
    let (_, first) = take_apart(&holder.access_token);
    let (_, second) = take_apart(&answer.field("access_token"));
    let same = |name: &str| -> bool { first[name] == second[name] && first[name] != Value::Null };
    assert!(same("sub"), "one account");
    assert!(!same("sid") && !same("jti"), "two sessions");
}
