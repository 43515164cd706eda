//! What was measured, in words and columns.

use std::time::Duration;

use super::directory::{FEW, MANY, Pages};
use super::floor::Floor;
use super::load;
use super::names::Times;
use super::passwords::Argon2Times;
use super::people::Sizes;
use super::reads::Reads;
use super::sign_in::{Calls, SignIns};

/// One Argon2.
pub fn argon2(times: &Argon2Times) {
    println!("one Argon2 (m = 19456 KiB, t = 2, p = 1), processor time:");
    println!("  in workerd                     {}", shown(times.workerd));
    match &times.libargon2 {
        Ok((reference, ratio)) => {
            println!("  libargon2                      {}", shown(*reference));
            println!("  ratio                          {ratio:.2} (goal: at most 1.7)");
        }
        Err(error) => println!("  libargon2                      not measured: {error:#}"),
    }
}

/// Sign-ins of each kind. The floors are those of one first step and of two.
pub fn sign_ins(sign_ins: &SignIns, floors: &[Floor; 2]) {
    let SignIns {
        hashed,
        in_plain,
        browser,
        no_op,
        without_argon2,
        opaque,
        ..
    } = sign_ins;
    println!("\none sign-in, processor time of workerd:");
    println!("                                 argon2id    opaque      opaque");
    println!("                                 in plain    in plain    in the browser");
    let row = |name: &str, part: fn(&Calls) -> Duration| {
        let columns = [hashed, in_plain, browser].map(|calls| shown(part(calls)));
        let columns = columns.map(|column| format!("{column:<12}")).concat();
        println!("  {name:<31}{}", columns.trim_end());
    };
    row("login/start", |calls| calls.start);
    row("login", |calls| calls.login);
    row("verify-otp", |calls| calls.verify);
    row("all", Calls::sum);
    println!("  a request that does nothing    {}", shown(*no_op));
    println!(
        "  browser, over three of those   {} (goal: at most 3 ms)",
        shown(browser.over(*no_op))
    );
    let [of_two, of_three] = floors;
    let reads = of_three.over();
    println!("  of that, reads and writes      {}", shown(reads));
    println!("  of that, OPAQUE's arithmetic   {}", shown(*opaque));
    let rest = browser.over(*no_op).saturating_sub(reads + *opaque);
    println!("  and Postern's own              {}", shown(rest));
    let ratio = hashed.sum().as_secs_f64() / browser.sum().as_secs_f64();
    println!("  argon2id, over browser         {ratio:.1} times");

    let simulators = of_two.all.as_secs_f64() * 1000.0;
    let postern = without_argon2 - simulators;
    println!(
        "\none sign-in with argon2id, without the Argon2 (a small difference of large times):"
    );
    println!("  login and verify-otp           {without_argon2:.2} ms");
    println!("  the simulator's share of that  {simulators:.2} ms");
    println!("  Postern's own                  {postern:.2} ms (goal: at most 3 ms)");
}

/// Pages of the list of people.
pub fn pages(pages: &[Pages]) {
    println!("\na page of the list of people:   {FEW:<12}{MANY:<12}ratio (goal: at most 3)");
    for Pages { what, few, many } in pages {
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!(
            "  {what:<31}{:<12}{:<12}{ratio:.2}",
            shown(*few),
            shown(*many)
        );
    }
}

/// Bytes of the bodies.
pub fn sizes(sizes: Vec<(&'static str, Vec<Sizes>)>) {
    println!("\nbytes of the bodies:                sent   received");
    for (way, calls) in sizes {
        for call in calls {
            let what = format!("{way}: {}", call.path.trim_start_matches("/api/"));
            println!("  {what:<31}{:>7}    {:>7}", call.sent, call.received);
        }
    }
}

/// One check of a token.
pub fn token_check(postern: Duration, webcrypto: Duration) {
    println!("\none check of an access token, processor time of workerd:");
    println!(
        "  Postern's, ed25519-dalek       {} (goal: at most 0.3 ms)",
        shown(postern)
    );
    println!("  the signature by WebCrypto     {}", shown(webcrypto));
}

/// Above the lines of [`names`].
pub fn names_head(names: u32) {
    println!("\nanswers for a known and an unknown name, medians of {names} each, by turns:");
}

/// Whether one call tells who has an account.
pub fn names(what: &str, how: &str, times: &Times) {
    let what = format!("{what}, {how}");
    println!(
        "  {what:<31}{:<10}{:<10}{:+.1} % (goal: at most 5 % either way)",
        shown(times.known),
        shown(times.unknown),
        times.difference()
    );
}

/// Identity reads alone and beside sign-ins.
pub fn reads(what: &str, reads: &Reads, health: f64) {
    let Reads {
        alone,
        beside,
        sign_ins,
    } = reads;
    let (connections, seconds) = (load::CONNECTIONS, load::SECONDS);
    println!("\nrequests per second, {connections} connections, {seconds} s each; {what}:");
    println!("  health                         {health:.0}");
    println!("  users/me                       {alone:.0}");
    let ratio = 100.0 * alone / health;
    println!("  ratio                          {ratio:.0} % (goal: at least 50 %)");
    println!("  users/me, {connections} browsers sign in   {beside:.0}");
    let kept = 100.0 * beside / alone;
    println!(
        "  kept                           {kept:.0} %, beside {sign_ins:.1} sign-ins a second"
    );
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
