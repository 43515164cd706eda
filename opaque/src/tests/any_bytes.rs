//! Bytes that nobody has chosen.

use proptest::prelude::*;

use crate::messages::{
    Ke1, Ke2, Ke3, RegistrationRecord, RegistrationRequest, RegistrationResponse,
};
use crate::tests::against_itself::{QUICK, random, server};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_the_server_panic(bytes in prop::collection::vec(any::<u8>(), 0..340), draws in any::<u8>()) {
        let server = server(&[1]);
        if let Ok(ke1) = Ke1::from_bytes(&bytes) {
            let answered = server.start_login(None, b"x", &ke1, QUICK, &mut random(draws));
            prop_assert!(answered.is_some());
        }
        let messages = [
            RegistrationRequest::from_bytes(&bytes).is_ok(),
            RegistrationResponse::from_bytes(&bytes).is_ok(),
            RegistrationRecord::from_bytes(&bytes).is_ok(),
            Ke2::from_bytes(&bytes).is_ok(),
            Ke3::from_bytes(&bytes).is_ok(),
        ];
        prop_assert!(messages.iter().filter(|is_one| **is_one).count() <= 1);
    }
}
