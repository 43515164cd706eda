//! Invitations that administrators have made: how many are open, and which are forgotten for others.

use postern_shared::api::Role;
use postern_shared::username::Username;

use super::*;

fn made(number: u16) -> MadeInvitation {
    MadeInvitation {
        id: named(number),
        role: Role::User,
        email: None,
        made_by: Username::parse("root").expect("a name"),
        made_at: NOW,
        expires_at: END,
        is_revoked: false,
    }
}

fn named(number: u16) -> InvitationId {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    InvitationId(id)
}

#[test]
fn the_oldest_that_was_used_makes_room_and_one_that_was_taken_back_stays_so() {
    let mut instance = Instance::default();
    let most = u16::try_from(MadeInvitation::MOST_REMEMBERED).expect("it is small");
    for number in 0..most {
        assert_eq!(instance.make_invitation(made(number), NOW), Ok(()));
        // The first is claimed when it is taken back, and given back later; the third is used.
        if number == 0 || number == 2 {
            assert_eq!(instance.invitation(named(number), claim(1), NOW), Ok(()));
        }
        if number == 2 {
            assert_eq!(instance.invitation(named(number), settle(1), NOW), Ok(()));
        } else {
            assert_eq!(instance.revoke_invitation(named(number), NOW), Ok(()));
        }
    }
    assert_eq!(instance.make_invitation(made(most), NOW), Ok(()));
    assert_eq!(instance.invitation(named(0), give_back(1), NOW), Ok(()));
    let revoked = instance.invitation(named(0), claim(2), NOW);
    assert_eq!(revoked, Err(Refusal::InvitationRevoked));
    let used = instance.invitation(named(2), claim(2), NOW);
    assert_eq!(used, Err(Refusal::InvitationUsed));
    let another = instance.make_invitation(made(most + 1), NOW);
    assert_eq!(another, Err(Refusal::TooManyInvitations));
}

#[test]
fn one_that_is_only_claimed_is_shown_as_open_and_one_that_was_registered_with_as_used() {
    let mut instance = Instance::default();
    assert_eq!(instance.make_invitation(made(1), NOW), Ok(()));
    let mut is_used_after = |step| {
        assert_eq!(instance.invitation(named(1), step, NOW), Ok(()));
        let shown = instance.made_invitations(NOW).invitations;
        let uses: Vec<_> = shown.iter().map(|one| one.used).collect();
        uses
    };
    assert_eq!(is_used_after(claim(1)), [false]);
    assert_eq!(is_used_after(give_back(1)), [false]);
    assert_eq!(is_used_after(claim(2)), [false]);
    assert_eq!(is_used_after(settle(2)), [true]);
}
